package io.github.helidonlmi.archetype.service;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.github.helidonlmi.archetype.support.Scenario;
import io.github.helidonlmi.archetype.support.Service;

import jakarta.json.Json;
import jakarta.json.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What whoever runs a generated service lives with: its formats, refusals, log, metrics and shutdown.
 */
@ParameterizedClass
@MethodSource("io.github.helidonlmi.archetype.support.Scenario#greeting")
class OperationsIT {
    private static final Map<String, String> ON_LAMBDA = Map.of("AWS_LAMBDA_FUNCTION_NAME", "function");

    private final Scenario scenario;

    OperationsIT(Scenario scenario) {
        this.scenario = scenario;
    }

    @Test
    void formatsEndWithWhatTellsThatTheyAreComplete() throws Exception {
        try (Service service = Service.start(scenario.function(), Map.of())) {
            assertTrue(text(service, "text/event-stream", "/?delay=0")
                    .matches("(data: \".+\"\nid: [0-9a-f]{8}-\\d+\n\n){60}event: done\ndata: \\{}\nid: [0-9a-f]{8}-end\n\n"));
            assertTrue(text(service, "application/x-ndjson", "/?delay=0")
                    .matches("(\\{\"id\":\"[0-9a-f]{8}\",\"index\":\\d+,\"token\":\".+\"}\n){60}\\{\"id\":.*\"done\":true}\n"));
            assertEquals(400, service.client().get("/?tokens=0").status());
        }
    }

    @Test
    void theLogIsALineOfJsonForEachStreamAndOneForAllTheirMetrics() throws Exception {
        try (Service service = Service.start(scenario.function(), ON_LAMBDA)) {
            service.client().get("/?delay=0");
            service.client().get("/?delay=0");
            service.terminate();

            List<JsonObject> lines = lines(service).toList();
            assertEquals(2, lines.stream().filter(line -> line.getString("outcome", "").equals("completed")).count());
            JsonObject metrics = lines.stream().filter(line -> line.containsKey("_aws")).findFirst().orElseThrow();
            assertEquals(scenario.value("artifactId"), metrics.getJsonObject("_aws").getJsonArray("CloudWatchMetrics")
                    .getJsonObject(0).getString("Namespace"));
            assertEquals("function", metrics.getString("FunctionName"));
            assertEquals(2, metrics.getInt("CompletedStreams"));
            assertEquals(2, metrics.getJsonArray("StreamDuration").size());
        }
    }

    @Test
    void theLogCanBeReadLocallyAndSaysWhereItListens() throws Exception {
        try (Service service = Service.start(scenario.function(), Map.of())) {
            service.client().get("/?delay=0");
            service.terminate();

            assertTrue(service.log().contains(" INFO Listening at http://localhost:" + service.client().root().getPort() + "/\n"),
                    service.log());
            assertTrue(service.log().contains(" INFO Stream: completed "), service.log());
            assertFalse(service.log().contains("{"), service.log());
        }
    }

    @Test
    void aStreamEndsAtItsDeadline() throws Exception {
        try (Service service = Service.start(scenario.function(), ON_LAMBDA, "-Dstream.max-duration=PT0.5S")) {
            assertTrue(text(service, "text/event-stream", "/?tokens=10000")
                    .matches("(?s)data: .+event: error\ndata: \\{.*\"status\":504.*}\nid: [0-9a-f]{8}-\\d+\n\n"));
            service.terminate();

            assertEquals(1, lines(service).filter(line -> line.getString("outcome", "").equals("timed out")).count());
            assertEquals(1, total(service, "TimedOutStreams"));
        }
    }

    @Test
    void everyStreamThatShutdownCutsIsInTheLogAndInTheMetrics() throws Exception {
        int count = 20;
        Map<String, String> environment = Map.of("AWS_LAMBDA_FUNCTION_NAME", "function",
                "AWS_LAMBDA_MAX_CONCURRENCY", String.valueOf(count));
        try (Service service = Service.start(scenario.function(), environment)) {
            for (int i = 0; i < count; i++) {
                begin(service, "/?tokens=10000&delay=20");
            }
            service.terminate();

            assertEquals(count, lines(service).filter(line -> line.getString("outcome", "").equals("failed"))
                    .map(line -> line.getString("streamId")).distinct().count());
            assertEquals(count, total(service, "FailedStreams"));
        }
    }

    @Test
    void shutdownLetsAShortStreamEnd() throws Exception {
        try (Service service = Service.start(scenario.function(), Map.of());
                InputStream body = begin(service, "/?tokens=8&delay=20")) {
            assertEquals(128 + 15, service.terminate());
            assertEquals(7, body.readAllBytes().length);
        }
    }

    @Test
    void shutdownCutsALongStreamOff() throws Exception {
        try (Service service = Service.start(scenario.function(), Map.of());
                InputStream body = begin(service, "/?tokens=10000&delay=20")) {
            assertEquals(128 + 15, service.terminate());
            assertThrows(IOException.class, body::readAllBytes);
        }
    }

    private static String text(Service service, String type, String path) throws IOException, InterruptedException {
        return new String(service.client().send(service.client().request(path).header("Accept", type)).body()
                .readAllBytes(), StandardCharsets.UTF_8);
    }

    private static Stream<JsonObject> lines(Service service) {
        return service.log().lines().map(line -> Json.createReader(new StringReader(line)).readObject());
    }

    private static int total(Service service, String metric) {
        return lines(service).filter(line -> line.containsKey("_aws")).mapToInt(line -> line.getInt(metric)).sum();
    }

    /** Starts a stream, and reads its first character. */
    private static InputStream begin(Service service, String path) throws IOException, InterruptedException {
        InputStream body = service.client().send(service.client().request(path)).body();
        assertTrue(body.read() > 0);
        return body;
    }
}
