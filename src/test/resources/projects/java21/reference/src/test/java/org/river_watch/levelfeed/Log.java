package org.river_watch.levelfeed;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import io.helidon.json.JsonObject;
import io.helidon.json.JsonParser;
import io.helidon.logging.common.LogConfig;

/**
 * The lines that the service logs of its streams.
 */
final class Log extends Handler {
    private static final Logger LOGGER = Logger.getLogger(StreamService.class.getName());

    static {
        LogConfig.configureRuntime();
    }

    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    Log() {
        setFormatter(new JsonFormatter());
        LOGGER.addHandler(this);
    }

    /** The next line, once it is there. */
    JsonObject next() throws InterruptedException {
        String line = lines.poll(10, TimeUnit.SECONDS);
        if (line == null) {
            throw new AssertionError("nothing was logged within 10 s");
        }
        return JsonParser.create(line).readJsonObject();
    }

    @Override
    public void publish(LogRecord record) {
        lines.add(getFormatter().format(record));
    }

    @Override
    public void flush() {
    }

    @Override
    public void close() {
        LOGGER.removeHandler(this);
    }
}
