package io.github.helidonlmi.archetype.service;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.helidonlmi.archetype.support.Client.Answer;
import io.github.helidonlmi.archetype.support.Concurrently;
import io.github.helidonlmi.archetype.support.Scenario;
import io.github.helidonlmi.archetype.support.Service;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * After each fault the service serves with all permits free, or it has ended, so that Lambda starts a new environment.
 */
@Timeout(120)
class FaultsIT {
    private static final int PERMITS = 40;
    private static final int DESCRIPTORS = 128;
    private static final int CONNECTIONS = 150;
    private static final Duration STOPPED = Duration.ofSeconds(20);
    private static final Map<String, String> ENVIRONMENT = Map.of("AWS_LAMBDA_MAX_CONCURRENCY", String.valueOf(PERMITS));

    private final Path function = Scenario.named("default").function();

    @TempDir
    private Path folder;

    @Test
    void descriptorsAreStarved() throws Exception {
        try (Service service = Service.start(runScript("ulimit -n " + DESCRIPTORS), ENVIRONMENT)) {
            List<Socket> connections = new ArrayList<>();
            try {
                for (int i = 0; i < CONNECTIONS && service.process().isAlive(); i++) {
                    connections.add(new Socket(InetAddress.getLoopbackAddress(), service.client().root().getPort()));
                }
            } catch (IOException e) {
                // It does not listen any more
            } finally {
                for (Socket connection : connections) {
                    connection.close();
                }
            }

            assertServesOrHasEnded(service);
        }
    }

    @Test
    void heapIsStarved() throws Exception {
        String body = "{\"text\": \"" + "a".repeat(1_000_000) + "\"}";
        try (Service service = Service.start(function, ENVIRONMENT, "-Xmx16m")) {
            new Concurrently<>(PERMITS, () -> {
                try {
                    return service.client().send(service.client().request("/?tokens=1").header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofString(body))).statusCode();
                } catch (IOException e) {
                    return 0;
                }
            }).results();

            assertServesOrHasEnded(service);
        }
    }

    /** It mostly waits, so the others run meanwhile. */
    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void processIsStoppedForAWhile() throws Exception {
        try (Service service = Service.start(function, ENVIRONMENT)) {
            List<InputStream> streams = new ArrayList<>();
            for (int i = 0; i < PERMITS; i++) {
                streams.add(service.client().send(service.client().request("/")).body());
            }
            signal(service, "STOP");
            Thread.sleep(STOPPED);
            signal(service, "CONT");

            for (InputStream stream : streams) {
                String text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
                assertTrue(text.endsWith("Managed Instances!\n"), text);
            }
            assertServes(service);
        }
    }

    @Test
    void logIsNotReadAnyMore() throws Exception {
        // One line is read
        try (Service service = Service.start(runScript("mkfifo log\nhead -n 1 <log &\nexec >log"), ENVIRONMENT)) {
            assertServes(service);
        }
    }

    @Test
    void logIsClosed() throws Exception {
        try (Service service = Service.start(runScript("exec >&- 2>&-"), ENVIRONMENT)) {
            assertServes(service);
        }
    }

    @Test
    void processIsTerminatedInTheMiddle() throws Exception {
        // Long enough for the check of the listener, which comes every second
        try (Service service = Service.start(function, ENVIRONMENT, "-Dserver.shutdown-grace-period=PT2S")) {
            for (int i = 0; i < PERMITS; i++) {
                service.client().send(service.client().request("/?tokens=10000"));
            }

            assertEquals(128 + 15, service.terminate());
            assertThrows(ConnectException.class, () -> service.client().get("/health"));
            assertEquals(PERMITS, service.log().lines().filter(line -> line.contains("Stream: failed")).count(), service.log());
            assertEquals(PERMITS, service.log().lines().filter(line -> line.contains(" SEVERE ")).count(), service.log());
        }
    }

    /** A run.sh that does something before. */
    private Path runScript(String before) throws IOException {
        Path script = Files.writeString(folder.resolve("run.sh"),
                "#!/bin/sh\ncd '" + folder + "'\n" + before + "\nexec '" + function.resolve("run.sh") + "' \"$@\"\n");
        assertTrue(script.toFile().setExecutable(true));
        return folder;
    }

    private static void signal(Service service, String name) throws IOException, InterruptedException {
        assertEquals(0, new ProcessBuilder("kill", "-" + name, String.valueOf(service.process().pid())).start().waitFor());
    }

    private static void assertServesOrHasEnded(Service service) throws Exception {
        while (service.process().isAlive()) {
            try {
                if (service.client().get("/health").status() == 200) {
                    assertServes(service);
                    return;
                }
            } catch (IOException e) {
                Thread.sleep(100);
            }
        }
        assertNotEquals(0, service.exitStatus());
        assertTrue(service.log().contains(" refuses connections: the process ends")
                || service.log().contains("java.lang.OutOfMemoryError"), service.log());
    }

    /** As many streams at once as there are permits, and once more, as all permits are back then. */
    private static void assertServes(Service service) throws Exception {
        for (int round = 0; round < 2; round++) {
            assertEquals(List.of(200), service.client().getAtOnce("/?tokens=20", PERMITS).stream().map(Answer::status).distinct()
                    .toList());
        }
    }
}
