package ${package}.server;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import io.helidon.logging.common.LogConfig;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * Fails a test in which Helidon logs an exception.
 */
final class Traces extends Handler implements AutoCloseable {
    private static final Logger HELIDON = Logger.getLogger("io.helidon.webserver");

    private final Queue<Throwable> thrown = new ConcurrentLinkedQueue<>();

    Traces() {
        LogConfig.configureRuntime();
        HELIDON.addHandler(this);
    }

    @Override
    public void publish(LogRecord record) {
        if (record.getThrown() != null) {
            thrown.add(record.getThrown());
        }
    }

    @Override
    public void flush() {
    }

    @Override
    public void close() {
        HELIDON.removeHandler(this);
        assertEquals(List.of(), List.copyOf(thrown));
    }
}
