package io.github.helidonlmi.archetype.service;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.util.List;
import java.util.Map;

import io.github.helidonlmi.archetype.support.Scenario;
import io.github.helidonlmi.archetype.support.Service;

import jakarta.json.Json;
import jakarta.json.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What whoever runs a generated service lives with: its formats, refusals, log, metrics and shutdown.
 */
@ParameterizedClass
@MethodSource("io.github.helidonlmi.archetype.support.Scenario#generating")
class OperationsIT {
    private static final Map<String, String> ON_LAMBDA = Map.of("AWS_LAMBDA_FUNCTION_NAME", "function");

    private final Scenario scenario;

    OperationsIT(Scenario scenario) {
        this.scenario = scenario;
    }

    @Test
    void formatsEndWithWhatTellsThatTheyAreComplete() throws Exception {
        try (Service service = Service.start(scenario.function(), Map.of())) {
            assertTrue(service.client().get("/events?delay=0").text()
                    .matches("(id: [0-9a-f]{8}-\\d+\ndata: \".+\"\n\n)+event: done\ndata: \\{\"tokens\":60}\n\n"));
            assertTrue(service.client().get("/ndjson?delay=0").text()
                    .matches("(\\{\"id\":\"[0-9a-f]{8}\",\"index\":\\d+,\"token\":\".+\"}\n)+"
                            + "\\{\"id\":.*\"done\":true,\"tokens\":60}\n"));
            assertEquals(400, service.client().get("/events?tokens=0").status());
        }
    }

    @Test
    void theLogIsALineOfJsonForEachStreamAndOneForAllTheirMetrics() throws Exception {
        try (Service service = Service.start(scenario.function(), ON_LAMBDA)) {
            service.client().get("/?delay=0");
            service.client().get("/ndjson?delay=0");
            service.terminate();

            List<JsonObject> lines = service.log().lines().map(OperationsIT::parse).toList();
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

    /** Starts a stream, and reads its first character. */
    private static InputStream begin(Service service, String path) throws IOException, InterruptedException {
        InputStream body = service.client().send(service.client().request(path)).body();
        assertTrue(body.read() > 0);
        return body;
    }

    private static JsonObject parse(String line) {
        return Json.createReader(new StringReader(line)).readObject();
    }
}
