package io.github.helidonlmi.lambda;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/**
 * A port of this machine on which nothing listens.
 */
public final class FreePort {
    private FreePort() {
    }

    /** Finds one; another process may take it before the caller does. */
    public static int find() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
