#!/bin/sh
# Starts AWS's Runtime Interface Emulator in its mode for Managed Instances, with a function and the adapter:
#   rie.sh FUNCTION ADAPTER RIE [OPTION...]
# In this mode the emulator ignores a bootstrap on its command line. It starts /opt/bootstrap, /var/task/bootstrap or
# /var/runtime/bootstrap, in /var/task, as user 993, with the extensions in /opt/extensions. So this script needs root.
# It mounts those paths for the emulator alone: the mounts end with the process.
set -eu

if [ "$1" != mounted ]; then
    exec unshare --mount "$0" mounted "$@"
fi
function=$2
adapter=$3
shift 3

mount -t tmpfs tmpfs /mnt
mkdir -p /mnt/opt/extensions /mnt/opt-work /mnt/var/task /mnt/var-work
cp -R "$function/." /mnt/var/task
cp "$adapter" /mnt/opt/extensions/
cp "$(dirname "$0")/../../main/resources/io/github/helidonlmi/lambda/bootstrap" /mnt/opt/
mount -t overlay overlay -o lowerdir=/opt,upperdir=/mnt/opt,workdir=/mnt/opt-work /opt
mount -t overlay overlay -o lowerdir=/var,upperdir=/mnt/var,workdir=/mnt/var-work /var
exec "$@"
