package ${package}.stream;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.helidon.common.concurrency.limits.LimitAlgorithm;
import io.helidon.config.Config;

/**
 * Watches over the streams that are under way.
 */
final class StreamWatch {
    private static final Logger LOGGER = System.getLogger(StreamWatch.class.getName());
    private static final Duration MAX_PERIOD = Duration.ofMillis(100);
    /** Between the interrupt of the last streams and the end of the process. */
    private static final Duration STOP = Duration.ofMillis(100);

    private final Duration heartbeat;
    private final Duration writeTimeout;
    private final StreamListener listener;
    private final Set<Stream> streams = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService scheduler =
            Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("stream-watch").factory());

    StreamWatch(Config config, StreamListener listener) {
        heartbeat = config.get("heartbeat").as(Duration.class).get();
        writeTimeout = config.get("write-timeout").as(Duration.class).get();
        this.listener = listener;
    }

    void start() {
        long period = Collections.min(List.of(MAX_PERIOD, heartbeat.dividedBy(10), writeTimeout.dividedBy(10))).toNanos();
        repeat(this::watch, period);
        repeat(listener::report, TimeUnit.MINUTES.toNanos(1));
    }

    void run(Stream stream, LimitAlgorithm.Token permit) {
        streams.add(stream);
        try {
            stream.run(permit);
        } finally {
            streams.remove(stream);
        }
    }

    /** Called when the server has stopped: it has interrupted the streams that were left. */
    void stop() {
        scheduler.shutdownNow();
        long end = System.nanoTime() + STOP.toNanos();
        while (!streams.isEmpty() && System.nanoTime() < end) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
        streams.forEach(Stream::abandon);
        listener.report();
    }

    private void watch() {
        streams.forEach(stream -> survive(() -> stream.watch(heartbeat, writeTimeout)));
    }

    /** A task that throws would not be run again. */
    private void repeat(Runnable task, long period) {
        scheduler.scheduleWithFixedDelay(() -> survive(task), period, period, TimeUnit.NANOSECONDS);
    }

    private static void survive(Runnable task) {
        try {
            task.run();
        } catch (Throwable e) {
            LOGGER.log(Level.ERROR, "The watch over the streams has failed, and continues", e);
        }
    }
}
