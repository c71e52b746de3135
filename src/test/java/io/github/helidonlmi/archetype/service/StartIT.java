package io.github.helidonlmi.archetype.service;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.github.helidonlmi.archetype.support.Scenario;
import io.github.helidonlmi.archetype.support.Service;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A service that cannot start ends with status 1, and says why in one line.
 */
class StartIT {
    @Test
    void takenPortIsNamed() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = String.valueOf(other.getLocalPort());

            assertFails("Port " + port + " is taken. Stop what listens there, or set PORT to another port.",
                    Map.of("PORT", port));
        }
    }

    @ParameterizedTest
    @CsvSource({
            "PORT, http, value 'http' stored under key 'server.port'",
            "PORT, 65536, 65536",
            "AWS_LAMBDA_MAX_CONCURRENCY, many, value 'many' stored under key 'stream.limit.permits'",
            "STREAM_HEARTBEAT, often, value 'often' stored under key 'stream.heartbeat'",
            "SERVER_HOST, nowhere.invalid, nowhere.invalid"
    })
    void brokenValueIsNamed(String variable, String value, String named) throws Exception {
        assertFails(named, Map.of("PORT", "0"), Map.of(variable, value));
    }

    @SafeVarargs
    private static void assertFails(String named, Map<String, String>... environments) throws IOException, InterruptedException {
        Process process = Service.command(Scenario.named("default").function().resolve("run.sh"), environments)
                .redirectErrorStream(true).start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(process.waitFor(30, TimeUnit.SECONDS), output);

            assertEquals(1, process.exitValue(), output);
            List<String> errors = output.lines().filter(line -> line.contains(" SEVERE ")).toList();
            assertEquals(1, errors.size(), output);
            assertTrue(errors.getFirst().contains(named), output);
            assertFalse(output.contains("\tat "), output);
        } finally {
            process.destroyForcibly();
        }
    }
}
