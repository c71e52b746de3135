package ${package}.server;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;

/**
 * Exits when the port refuses connections, so that Lambda starts a new environment. Helidon's listener stops at any failure to
 * accept, such as too many open files, while the process continues.
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
                // Throws while the process ends, which has closed the port
                Runtime.getRuntime().addShutdownHook(new Thread());
                LOGGER.log(Level.ERROR, "Port " + port + " refuses connections: the process ends");
                System.exit(1);
            } catch (IllegalStateException e) {
                // No fault
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
            // Perhaps too many open files: the listener may be alive
            return false;
        }
    }
}
