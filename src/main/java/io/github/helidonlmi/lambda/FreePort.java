package io.github.helidonlmi.lambda;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports of this machine on which nothing listens: 20000 to 31999. The system assigns higher ones to clients, and to servers
 * that ask for any port. So only a program that names the port can take it first.
 */
public final class FreePort {
    private static final int FIRST = 20_000;
    private static final int COUNT = 12_000;
    private static final AtomicInteger NEXT = new AtomicInteger(ThreadLocalRandom.current().nextInt(COUNT));

    private FreePort() {
    }

    /**
     * Finds a port, another one with each call.
     *
     * @throws IOException if no port is free
     */
    public static int find() throws IOException {
        for (int i = 0; i < COUNT; i++) {
            int port = FIRST + Math.floorMod(NEXT.getAndIncrement(), COUNT);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException e) {
                // Taken
            }
        }
        throw new IOException("no port from " + FIRST + " to " + (FIRST + COUNT - 1) + " is free");
    }
}
