package io.github.helidonlmi.archetype.adapter;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import io.github.helidonlmi.archetype.support.Scenario;
import io.github.helidonlmi.archetype.support.Service;
import io.github.helidonlmi.archetype.support.Tool;
import io.github.helidonlmi.lambda.FreePort;

/**
 * A function in AWS's Runtime Interface Emulator, in its mode for Managed Instances.
 */
final class Rie implements AutoCloseable {
    private static final Pattern POLLER = Pattern.compile("InvokeRouter: received runtime /next");
    private static final Duration INIT_WITHIN = Duration.ofMinutes(1);

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Path log = Files.createTempFile("rie", ".log");
    private final int invokePort = FreePort.find();
    private final int appPort = FreePort.find();
    private final Process process;

    /**
     * Starts it, and returns when the adapter asks for as many events as the function takes at once.
     *
     * @param function       the folder that is deployed
     * @param maxConcurrency events at once
     */
    Rie(Path function, int maxConcurrency) throws IOException, InterruptedException {
        this(function, Tool.ADAPTER.path(), maxConcurrency, Scenario.named("default").adapterVariables());
    }

    /**
     * Starts it, and returns when the runtime asks for as many events as the function takes at once.
     *
     * @param function       the folder that is deployed
     * @param extension      the executable of the only extension
     * @param maxConcurrency events at once; with 0 it does not wait
     * @param variables      of the function, or that set the emulator up
     */
    Rie(Path function, Path extension, int maxConcurrency, Map<String, String> variables)
            throws IOException, InterruptedException {
        ProcessBuilder builder = Service.command(Tool.SCRIPTS.resolve("rie.sh"), Map.of(
                "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "2048",
                "AWS_LAMBDA_MAX_CONCURRENCY", String.valueOf(maxConcurrency),
                "LAMBDA_TASK_ROOT", "/var/task",
                "PATH", System.getProperty("java.home") + "/bin:" + System.getenv("PATH"),
                "PORT", String.valueOf(appPort),
                "_HANDLER", "run.sh"), variables);
        builder.command().addAll(List.of(function.toString(), extension.toString(),
                Tool.RIE.path().toString(), "--log-level", "debug",
                "--runtime-api-address", "127.0.0.1:" + FreePort.find(),
                "--runtime-interface-emulator-address", "127.0.0.1:" + invokePort));
        process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        try {
            awaitPollers(maxConcurrency);
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    /** Where the app itself listens, past the emulator and the adapter. */
    URI app() {
        return URI.create("http://127.0.0.1:" + appPort);
    }

    /** Invokes the function with any event, and returns with the buffered response. */
    HttpResponse<String> invoke(String event) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + invokePort
                + "/2015-03-31/functions/function/invocations")).POST(BodyPublishers.ofString(event)).build(),
                BodyHandlers.ofString());
    }

    /** Invokes the function with the event of a GET request, and returns with the buffered response. */
    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        String event = """
                {"version": "2.0", "rawPath": "%1$s", "rawQueryString": "", "headers": {"host": "localhost"},
                 "requestContext": {"http":
                     {"method": "GET", "path": "%1$s", "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1"}},
                 "isBase64Encoded": false}""".formatted(path);
        return invoke(event);
    }

    @Override
    public void close() throws IOException, InterruptedException {
        client.shutdownNow();
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
        Files.delete(log);
    }

    /** An event for which no poller waits would be refused. */
    private void awaitPollers(int count) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + INIT_WITHIN.toNanos();
        while (POLLER.matcher(Files.readString(log)).results().count() < count) {
            if (System.nanoTime() > deadline || !process.isAlive()) {
                throw new AssertionError("not " + count + " pollers within " + INIT_WITHIN + "\n" + Files.readString(log));
            }
            Thread.sleep(20);
        }
    }
}
