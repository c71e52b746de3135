package com.globalnews.live.stream2026.Ticker;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.helidon.config.Config;
import io.helidon.config.ConfigSources;
import io.helidon.json.JsonObject;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class MetricsTest {
    private final Metrics metrics = metrics(Map.of("namespace", "streams", "function-name", "function"));

    @Test
    void lineHasTheSumOfAllStreams() {
        metrics.started();
        metrics.started();
        metrics.started();
        metrics.completed(1_500_000, 3_000_000_000L);
        metrics.failed();
        metrics.rejected();

        String line = metrics.next().orElseThrow().toString();
        assertTrue(line.endsWith("""
                "FunctionName":"function","ActiveStreams":3,"CompletedStreams":1,"FailedStreams":1,"RejectedStreams":1,\
                "TimeToFirstByte":[1.5],"StreamDuration":[3000.0]}"""), line);
        for (String name : List.of("ActiveStreams", "CompletedStreams", "FailedStreams", "RejectedStreams")) {
            assertTrue(line.contains("{\"Name\":\"" + name + "\",\"Unit\":\"Count\"}"), line);
        }
        for (String name : List.of("TimeToFirstByte", "StreamDuration")) {
            assertTrue(line.contains("{\"Name\":\"" + name + "\",\"Unit\":\"Milliseconds\"}"), line);
        }
        assertTrue(line.contains("\"Namespace\":\"streams\",\"Dimensions\":[[\"FunctionName\"]]"), line);
    }

    @Test
    void nextLineHasOnlyWhatIsNewAndWhatGoesOn() {
        metrics.started();
        metrics.started();
        metrics.clientGone();
        metrics.rejected();
        metrics.next();

        JsonObject line = metrics.next().orElseThrow();
        assertEquals(1, line.intValue("ActiveStreams").orElseThrow());
        assertEquals(0, line.intValue("RejectedStreams").orElseThrow());
        assertEquals(Optional.empty(), line.arrayValue("StreamDuration"));
    }

    @Test
    void idleServiceHasNoLine() {
        metrics.started();
        metrics.completed(1, 1);
        metrics.next();

        assertEquals(Optional.empty(), metrics.next());
    }

    @Test
    void aLineHasNoMoreValuesThanTheFormatAllows() {
        for (int i = 0; i < 1000; i++) {
            metrics.started();
            metrics.completed(i, i);
        }

        JsonObject line = metrics.next().orElseThrow();
        assertEquals(1000, line.intValue("CompletedStreams").orElseThrow());
        assertEquals(100, line.arrayValue("StreamDuration").orElseThrow().values().size());
    }

    @Test
    void thereIsNoLineWithoutAFunction() {
        Metrics local = metrics(Map.of("namespace", "streams"));
        local.rejected();

        assertEquals(Optional.empty(), local.next());
    }

    private static Metrics metrics(Map<String, String> settings) {
        return new Metrics(Config.just(ConfigSources.create(settings)));
    }
}
