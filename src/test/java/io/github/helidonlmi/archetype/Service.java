package io.github.helidonlmi.archetype;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * A run.sh as a process of its own on a free port, and a client of it.
 */
final class Service implements AutoCloseable {
    private static final Duration READY_WITHIN = Duration.ofMinutes(1);

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Path log;
    private final URI root;
    private final Process process;

    private Service(Path function, Map<String, String> environment) throws IOException {
        int port = freePort();
        log = Files.createTempFile("service", ".log");
        root = URI.create("http://127.0.0.1:" + port);
        process = command(function.resolve("run.sh"), environment, Map.of("PORT", String.valueOf(port)))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    /**
     * Starts a run.sh on the JDK of this test, and returns once it is healthy.
     *
     * @param function    the folder that holds run.sh
     * @param environment variables to add to those of this process
     */
    static Service start(Path function, Map<String, String> environment) throws IOException, InterruptedException {
        Service service = new Service(function, environment);
        try {
            service.awaitHealthy();
        } catch (Throwable e) {
            service.close();
            throw e;
        }
        return service;
    }

    /**
     * The command that runs a script of a generated project with none of Lambda's variables but the given ones.
     */
    @SafeVarargs
    static ProcessBuilder command(Path script, Map<String, String>... environments) {
        ProcessBuilder builder = new ProcessBuilder(script.toString());
        builder.environment().keySet().removeIf(name -> name.startsWith("AWS_") || name.equals("PORT"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        for (Map<String, String> environment : environments) {
            builder.environment().putAll(environment);
        }
        return builder;
    }

    /**
     * Sends a request and reads its answer piece by piece.
     */
    Answer get(String path) throws IOException, InterruptedException {
        long start = System.nanoTime();
        HttpResponse<InputStream> response = client.send(HttpRequest.newBuilder(root.resolve(path)).build(),
                BodyHandlers.ofInputStream());
        StringBuilder text = new StringBuilder();
        List<Long> arrivals = new ArrayList<>();
        byte[] buffer = new byte[8192];
        try (InputStream body = response.body()) {
            for (int length = body.read(buffer); length >= 0; length = body.read(buffer)) {
                arrivals.add(System.nanoTime());
                text.append(new String(buffer, 0, length, StandardCharsets.UTF_8));
            }
        }
        return new Answer(response.statusCode(), text.toString(), start, arrivals, System.nanoTime());
    }

    /**
     * Sends the same request many times at once, and returns when all are answered.
     */
    List<Answer> getAtOnce(String path, int count) throws Exception {
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Answer>> pending = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                pending.add(executor.submit(() -> get(path)));
            }
            List<Answer> answers = new ArrayList<>();
            for (Future<Answer> answer : pending) {
                answers.add(answer.get());
            }
            return answers;
        }
    }

    ProcessHandle process() {
        return process.toHandle();
    }

    /**
     * Sends SIGTERM.
     *
     * @return the exit status
     */
    int terminate() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            throw new AssertionError("still running 30 s after SIGTERM\n" + log());
        }
        return process.exitValue();
    }

    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return "no log: " + e;
        }
    }

    @Override
    public void close() throws IOException {
        client.shutdownNow();
        process.destroyForcibly().onExit().join();
        Files.delete(log);
    }

    private void awaitHealthy() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + READY_WITHIN.toNanos();
        while (System.nanoTime() < deadline && process.isAlive()) {
            try {
                if (get("/health").status() == 200) {
                    return;
                }
            } catch (ConnectException e) {
                Thread.sleep(20);
            }
        }
        throw new AssertionError("not healthy within " + READY_WITHIN + "\n" + log());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /**
     * What a client saw of a response.
     *
     * @param status   the HTTP status
     * @param text     the body
     * @param start    when the request was sent, in ns
     * @param arrivals when each piece of the body was there, in ns
     * @param end      when the body was complete, in ns
     */
    record Answer(int status, String text, long start, List<Long> arrivals, long end) {
        long firstByte() {
            return arrivals.getFirst() - start;
        }

        long total() {
            return end - start;
        }
    }
}
