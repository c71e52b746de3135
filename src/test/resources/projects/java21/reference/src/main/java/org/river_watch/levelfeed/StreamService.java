package org.river_watch.levelfeed;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.helidon.common.concurrency.limits.FixedLimit;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.concurrency.limits.LimitException;
import io.helidon.config.Config;
import io.helidon.http.Status;
import io.helidon.logging.common.HelidonMdc;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

/**
 * Streams the tokens of a source, as many streams at once as the limit allows, and logs how each of them ends.
 */
final class StreamService implements HttpService {
    private static final Logger LOGGER = System.getLogger(StreamService.class.getName());

    private final TokenSource source;
    private final Metrics metrics;
    private final Limit limit;
    private final Duration delay;
    private final Duration heartbeat;
    private final Duration writeTimeout;
    private final Set<StreamWriter> writers = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService scheduler =
            Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("streams").factory());

    StreamService(Config config, TokenSource source, Metrics metrics) {
        this.source = source;
        this.metrics = metrics;
        limit = FixedLimit.create(config.get("limit"));
        delay = config.get("delay").as(Duration.class).get();
        heartbeat = config.get("heartbeat").as(Duration.class).get();
        writeTimeout = config.get("write-timeout").as(Duration.class).get();
    }

    @Override
    public void routing(HttpRules rules) {
        route(rules, "/", new PlainText());
        route(rules, "/events", new ServerSentEvents());
        route(rules, "/ndjson", new Ndjson());
    }

    @Override
    public void beforeStart() {
        long period = Math.min(heartbeat.toMillis(), writeTimeout.toMillis()) / 10;
        scheduler.scheduleWithFixedDelay(this::watch, period, period, TimeUnit.MILLISECONDS);
        scheduler.scheduleAtFixedRate(this::printMetrics, 1, 1, TimeUnit.MINUTES);
    }

    @Override
    public void afterStop() {
        scheduler.shutdownNow();
        printMetrics();
    }

    private void route(HttpRules rules, String path, StreamFormat format) {
        rules.get(path, (request, response) -> serve(request, response, format))
                .any(path, Main::methodNotAllowed);
    }

    private void serve(ServerRequest request, ServerResponse response, StreamFormat format) throws Exception {
        StreamRequest stream;
        try {
            stream = StreamRequest.of(request, delay);
        } catch (IllegalArgumentException e) {
            new Problem(Status.BAD_REQUEST_400, e.getMessage()).send(response);
            return;
        }
        HelidonMdc.set("streamId", stream.id());
        StreamWriter writer = new StreamWriter(stream, format, response);
        try {
            limit.call(() -> {
                stream(stream, writer);
                return response;
            });
        } catch (LimitException e) {
            metrics.rejected();
            log(Level.WARNING, "rejected", writer, null);
            new Problem(Status.SERVICE_UNAVAILABLE_503, "Every stream of this environment is taken, try again").send(response);
        }
    }

    private void stream(StreamRequest request, StreamWriter writer) {
        Exception failure = null;
        boolean completed = false;
        writers.add(writer);
        metrics.started();
        try {
            source.send(request, writer);
            writer.complete();
            completed = true;
        } catch (Exception e) {
            failure = e;
            writer.fail(new Problem(Status.INTERNAL_SERVER_ERROR_500, "The stream has failed"), e);
        } finally {
            writers.remove(writer);
            writer.close();
            if (completed) {
                metrics.completed(writer.timeToFirstByte(), writer.duration());
                log(Level.INFO, "completed", writer, null);
            } else if (writer.clientGone()) {
                metrics.clientGone();
                log(Level.INFO, "client gone", writer, null);
            } else {
                metrics.failed();
                log(Level.ERROR, "failed", writer, failure);
            }
        }
    }

    /** The last record of a request: its fields are in no other. */
    private static void log(Level level, String outcome, StreamWriter writer, Exception failure) {
        HelidonMdc.set("outcome", outcome);
        HelidonMdc.set("bytes", String.valueOf(writer.bytes()));
        HelidonMdc.set("chunks", String.valueOf(writer.chunks()));
        HelidonMdc.set("timeToFirstByteMs", String.valueOf(Metrics.millis(writer.timeToFirstByte())));
        HelidonMdc.set("durationMs", String.valueOf(Metrics.millis(writer.duration())));
        LOGGER.log(level, "Stream: " + outcome, failure);
    }

    private void printMetrics() {
        metrics.next().ifPresent(System.out::println);
    }

    private void watch() {
        for (StreamWriter writer : writers) {
            writer.keepAlive(heartbeat);
            writer.dropStalled(writeTimeout);
        }
    }
}
