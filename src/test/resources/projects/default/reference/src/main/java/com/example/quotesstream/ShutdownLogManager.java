package com.example.quotesstream;

import java.util.logging.LogManager;

/**
 * Logs until the process has ended: the JVM would close the log at SIGTERM, while streams still end. Helidon waits for its own
 * shutdown hook there, but not if the JVM starts that later than the one that closes the log.
 */
public final class ShutdownLogManager extends LogManager {
    /** Called by java.util.logging. */
    public ShutdownLogManager() {
    }

    @Override
    public void reset() {
        if (!isShutdown()) {
            super.reset();
        }
    }

    private static boolean isShutdown() {
        Thread hook = new Thread();
        try {
            Runtime.getRuntime().addShutdownHook(hook);
            Runtime.getRuntime().removeShutdownHook(hook);
            return false;
        } catch (IllegalStateException e) {
            return true;
        }
    }
}
