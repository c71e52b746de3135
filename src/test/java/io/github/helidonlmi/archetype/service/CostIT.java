package io.github.helidonlmi.archetype.service;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.github.helidonlmi.archetype.support.Scenario;
import io.github.helidonlmi.archetype.support.Service;

import jdk.jfr.consumer.RecordingFile;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What a stream, a start and a deployment cost, in counts, which do not depend on the speed of the machine. Whoever raises a
 * bound has measured why: {@code bench/README.md}.
 */
@Isolated
class CostIT {
    /** Characters of the line that is streamed. */
    private static final int CHARACTERS = 60;
    private static final int STREAMS = 1_000;
    /** Of what the service allocates, with its share of request, headers and log; 340 measured. */
    private static final int BYTES_PER_CHUNK = 450;
    /** Without an AOT cache, until the first stream has ended; 3,700 measured. */
    private static final int CLASSES = 4_100;
    private static final int JARS = 41;
    private static final int FOLDER_BYTES = 4_000_000;

    private final Path function = Scenario.named("default").function();

    @TempDir
    private Path folder;

    @Test
    void eachCharacterIsOneChunkAtAnyPaceOfTwoMillisecondsOrSlower() throws Exception {
        try (Service service = Service.start(function, Map.of())) {
            for (int delay : new int[] {2, 5, 20}) {
                assertEquals("1 ".repeat(CHARACTERS) + "0", String.join(" ", chunkSizes(service.client().root(), delay)));
            }
        }
    }

    @Test
    void charactersThatComeAtOnceAreFewChunks() throws Exception {
        try (Service service = Service.start(function, Map.of())) {
            chunkSizes(service.client().root(), 0);
            List<String> sizes = chunkSizes(service.client().root(), 0);

            System.out.println("Chunks of a stream without pauses: " + sizes);
            assertEquals(CHARACTERS, sizes.stream().mapToInt(size -> Integer.parseInt(size, 16)).sum());
            assertTrue(sizes.size() <= CHARACTERS / 2, sizes.toString());
        }
    }

    @Test
    void aChunkAllocatesLittle() throws Exception {
        try (Service service = Service.start(function, Map.of(),
                "-XX:StartFlightRecording:settings=none,+jdk.ThreadAllocationStatistics#enabled=true")) {
            stream(service);
            long before = allocated(service);
            stream(service);
            long bytesPerChunk = (allocated(service) - before) / STREAMS / CHARACTERS;
            // Takes what jcmd has needed with it
            service.terminate();

            System.out.println("Allocated for a chunk: " + bytesPerChunk + " bytes");
            assertBetween(0, bytesPerChunk, BYTES_PER_CHUNK);
        }
    }

    @Test
    void aStartLoadsFewClasses() throws Exception {
        Path classes = folder.resolve("classes.txt");
        try (Service service = Service.start(function, Map.of(), "-Xlog:class+load:file=" + classes)) {
            service.client().get("/?delay=0").assertComplete();
        }
        int loaded = Files.readAllLines(classes).size();

        System.out.println("Loaded at the start: " + loaded + " classes");
        assertBetween(0, loaded, CLASSES);
    }

    @Test
    void whatIsDeployedIsSmall() throws IOException {
        try (Stream<Path> paths = Files.walk(function)) {
            List<Path> files = paths.filter(Files::isRegularFile).toList();
            long bytes = files.stream().mapToLong(file -> file.toFile().length()).sum();
            long jars = files.stream().filter(file -> file.toString().endsWith(".jar")).count();

            System.out.println("Deployed: " + jars + " jars, " + bytes + " bytes in all");
            assertBetween(0, jars, JARS);
            assertBetween(0, bytes, FOLDER_BYTES);
        }
    }

    private static void assertBetween(long low, long value, long high) {
        assertTrue(low < value && value <= high, value + " is not from " + low + " to " + high);
    }

    private static void stream(Service service) throws IOException, InterruptedException {
        for (int i = 0; i < STREAMS; i++) {
            service.client().get("/?delay=0").assertComplete();
        }
    }

    /** What all threads have allocated so far, in bytes: a virtual thread counts for the one that carries it. */
    private long allocated(Service service) throws IOException, InterruptedException {
        Path recording = folder.resolve("recording.jfr");
        Process jcmd = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                String.valueOf(service.process().pid()), "JFR.dump", "filename=" + recording)
                .redirectErrorStream(true).start();
        String output = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, jcmd.waitFor(), output);
        Map<Long, Long> latest = new HashMap<>();
        RecordingFile.readAllEvents(recording).stream()
                .filter(event -> event.getEventType().getName().equals("jdk.ThreadAllocationStatistics"))
                .forEach(event -> latest.merge(event.getThread("thread").getJavaThreadId(), event.getLong("allocated"),
                        Math::max));
        return latest.values().stream().mapToLong(Long::longValue).sum();
    }

    private static List<String> chunkSizes(URI root, int delay) throws IOException {
        try (Socket socket = new Socket(root.getHost(), root.getPort());
                BufferedReader in = new BufferedReader(
                        new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
            socket.getOutputStream().write("GET /?delay=%d HTTP/1.1\r\nHost: localhost\r\n\r\n".formatted(delay)
                    .getBytes(StandardCharsets.US_ASCII));
            while (!in.readLine().isEmpty()) {
                // The headers
            }
            List<String> sizes = new ArrayList<>();
            do {
                sizes.add(in.readLine());
                in.skip(Integer.parseInt(sizes.getLast(), 16));
                in.readLine();
            } while (!sizes.getLast().equals("0"));
            return sizes;
        }
    }
}
