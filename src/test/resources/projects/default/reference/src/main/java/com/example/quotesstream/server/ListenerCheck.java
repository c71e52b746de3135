package com.example.quotesstream.server;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;

/**
 * Ends the process when its port refuses connections, so that Lambda starts a new environment. Helidon's listener ends for good
 * at any failure to accept, such as too many open files, and the rest of the process would live on.
 */
public final class ListenerCheck {
    private static final Duration PERIOD = Duration.ofSeconds(1);
    private static final Logger LOGGER = System.getLogger(ListenerCheck.class.getName());

    private ListenerCheck() {
    }

    public static void start(int port) {
        Thread.ofPlatform().daemon().name("listener-check").start(() -> {
            try {
                while (!isRefused(port)) {
                    Thread.sleep(PERIOD);
                }
                LOGGER.log(Level.ERROR, "Port " + port + " refuses connections: the process ends");
                System.exit(1);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private static boolean isRefused(int port) {
        try (Socket connection = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return false;
        } catch (ConnectException e) {
            return true;
        } catch (IOException e) {
            // No more files, perhaps: it says nothing of the listener
            return false;
        }
    }
}
