package ${package}.stream;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import io.helidon.logging.common.HelidonMdc;
import io.helidon.logging.common.LogConfig;

/**
 * What a class of the service logs from now on.
 */
final class Log extends Handler implements AutoCloseable {
    static {
        LogConfig.configureRuntime();
    }

    private final Logger logger;
    private final BlockingQueue<Entry> entries = new LinkedBlockingQueue<>();

    /** How streams have ended. */
    Log() {
        this(StreamLog.class);
    }

    Log(Class<?> type) {
        logger = Logger.getLogger(type.getName());
        logger.addHandler(this);
    }

    /** The next record, once it is there. */
    Entry next() throws InterruptedException {
        Entry entry = entries.poll(30, TimeUnit.SECONDS);
        if (entry == null) {
            throw new AssertionError("nothing was logged");
        }
        return entry;
    }

    /** What was logged up to now, but for what {@link #next()} has returned. */
    List<Entry> all() {
        return List.copyOf(entries);
    }

    /** Whether nothing was logged since the last {@link #next()}. */
    boolean isEmpty() {
        return entries.isEmpty();
    }

    @Override
    public void publish(LogRecord record) {
        entries.add(new Entry(record, HelidonMdc.get("streamId")));
    }

    @Override
    public void flush() {
    }

    @Override
    public void close() {
        logger.removeHandler(this);
    }

    /**
     * A record.
     *
     * @param streamId the id that the record's line will have
     */
    record Entry(LogRecord record, Optional<String> streamId) {
        StreamEnd end() {
            return (StreamEnd) record.getParameters()[0];
        }

        StreamEnd.Outcome outcome() {
            return end().outcome();
        }
    }
}
