package ${package};

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import ${package}.stream.ProblemException;
import ${package}.stream.StreamEnd;
import ${package}.stream.StreamEnd.Outcome;

import io.helidon.config.Config;
import io.helidon.config.ConfigSources;
import io.helidon.http.Status;
import io.helidon.json.JsonObject;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class MetricsTest {
    private final Metrics metrics = metrics(Map.of("namespace", "streams", "function-name", "function"));

    @Test
    void lineHasTheSumOfAllStreams() {
        for (Outcome outcome : Outcome.values()) {
            run(outcome);
        }
        run(Outcome.TIMED_OUT);

        String line = metrics.next().orElseThrow().toString();
        assertTrue(line.contains("""
                "FunctionName":"function","ActiveStreams":1,"CompletedStreams":1,"FailedStreams":1,"TimedOutStreams":2,\
                "RejectedStreams":1,"""), line);
        assertTrue(line.contains("\"TimeToFirstByte\":[1.5]"), line);
        assertTrue(line.contains("\"StreamDuration\":[3000.0]"), line);
    }

    @Test
    void lineDefinesItsMetrics() {
        run(Outcome.COMPLETED);

        String line = metrics.next().orElseThrow().toString();
        assertTrue(line.contains("\"Namespace\":\"streams\",\"Dimensions\":[[\"FunctionName\"]]"), line);
        for (String name : List.of("ActiveStreams", "CompletedStreams", "FailedStreams", "TimedOutStreams", "RejectedStreams")) {
            assertTrue(line.contains("{\"Name\":\"" + name + "\",\"Unit\":\"Count\"}"), line);
        }
        for (String name : List.of("TimeToFirstByte", "StreamDuration")) {
            assertTrue(line.contains("{\"Name\":\"" + name + "\",\"Unit\":\"Milliseconds\"}"), line);
        }
    }

    @Test
    void activeStreamsAreTheMostAtOnce() {
        metrics.started();
        metrics.started();
        metrics.started();
        metrics.ended(end(Outcome.COMPLETED));
        metrics.ended(end(Outcome.CLIENT_GONE));
        metrics.started();

        assertEquals(3, metrics.next().orElseThrow().intValue("ActiveStreams").orElseThrow());
    }

    @Test
    void nextLineHasOnlyWhatIsNewAndWhatGoesOn() {
        metrics.started();
        run(Outcome.COMPLETED);
        run(Outcome.REJECTED);
        metrics.next();

        JsonObject line = metrics.next().orElseThrow();
        assertEquals(1, line.intValue("ActiveStreams").orElseThrow());
        assertEquals(0, line.intValue("CompletedStreams").orElseThrow());
        assertEquals(0, line.intValue("RejectedStreams").orElseThrow());
        assertEquals(Optional.empty(), line.arrayValue("StreamDuration"));
    }

    @Test
    void whatASourceTellsInNumbersIsSummed() {
        for (int i = 0; i < 2; i++) {
            metrics.started();
            metrics.ended(end(Outcome.COMPLETED, null,
                    JsonObject.builder().set("outputTokens", 17).set("score", 0.5).set("stopReason", "end_turn").build()));
        }

        String line = metrics.next().orElseThrow().toString();
        assertTrue(line.contains("\"OutputTokens\":34,\"Score\":1.0"), line);
        assertTrue(line.contains("{\"Name\":\"OutputTokens\",\"Unit\":\"Count\"}"), line);
        assertFalse(line.contains("opReason"), line);
        run(Outcome.COMPLETED);
        assertFalse(metrics.next().orElseThrow().containsKey("OutputTokens"));
    }

    @Test
    void streamsThatASourceThrottlesAreCounted() {
        for (Status status : List.of(Status.TOO_MANY_REQUESTS_429, Status.BAD_REQUEST_400, Status.TOO_MANY_REQUESTS_429)) {
            metrics.started();
            metrics.ended(end(Outcome.REFUSED, new ProblemException(status, null), JsonObject.empty()));
        }

        assertEquals(2, metrics.next().orElseThrow().intValue("ThrottledStreams").orElseThrow());
    }

    @Test
    void idleServiceHasNoLine() {
        run(Outcome.COMPLETED);
        metrics.next();

        assertEquals(Optional.empty(), metrics.next());
    }

    @Test
    void streamThatWroteNothingHasNoTimeToFirstByte() {
        metrics.started();
        metrics.ended(new StreamEnd("0123abcd", Outcome.COMPLETED, 0, 0, Optional.empty(), Duration.ofMillis(1),
                Optional.empty(), JsonObject.empty()));

        assertEquals(Optional.empty(), metrics.next().orElseThrow().arrayValue("TimeToFirstByte"));
    }

    @Test
    void lineHasNoMoreValuesThanTheFormatAllows() {
        for (int i = 0; i < 1000; i++) {
            run(Outcome.COMPLETED);
        }

        JsonObject line = metrics.next().orElseThrow();
        assertEquals(1000, line.intValue("CompletedStreams").orElseThrow());
        assertEquals(100, line.arrayValue("StreamDuration").orElseThrow().values().size());
    }

    @Test
    void thereIsNoLineWithoutAFunction() {
        Metrics local = metrics(Map.of("namespace", "streams"));
        local.ended(end(Outcome.REJECTED));

        assertEquals(Optional.empty(), local.next());
    }

    private void run(Outcome outcome) {
        if (outcome != Outcome.REJECTED) {
            metrics.started();
        }
        metrics.ended(end(outcome));
    }

    private static StreamEnd end(Outcome outcome) {
        return end(outcome, null, JsonObject.empty());
    }

    private static StreamEnd end(Outcome outcome, Throwable failure, JsonObject facts) {
        return new StreamEnd("0123abcd", outcome, 1, 1, Optional.of(Duration.ofNanos(1_500_000)), Duration.ofSeconds(3),
                Optional.ofNullable(failure), facts);
    }

    private static Metrics metrics(Map<String, String> settings) {
        return new Metrics(Config.just(ConfigSources.create(settings)));
    }
}
