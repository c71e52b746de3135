package io.github.helidonlmi.lambda;

import java.io.IOException;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;

import jakarta.json.Json;
import jakarta.json.JsonReader;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A streaming function on Lambda Managed Instances for the time of a test: one execution environment behind a function
 * URL. When the test fails, its log is printed.
 * <pre>{@code
 * @RegisterExtension
 * private final StreamingLambda lambda = new StreamingLambda(function, adapter, 64, Duration.ofSeconds(120))
 *         .environment("AWS_LWA_INVOKE_MODE", "response_stream");
 * }</pre>
 */
public final class StreamingLambda implements BeforeEachCallback, AfterEachCallback, AutoCloseable {
    private static final Duration INIT_WITHIN = Duration.ofMinutes(1);
    private static final Duration IDLE_WITHIN = Duration.ofMinutes(1);

    private final Path function;
    private final Path adapter;
    private final int maxConcurrency;
    private final Map<String, String> variables = new HashMap<>();
    private final RuntimeApi runtimeApi = new RuntimeApi();
    private final ExtensionsApi extensionsApi = new ExtensionsApi();
    private final Invoker invoker;
    private final WebServer apis;
    private final WebServer url;
    private ExecutionEnvironment environment;

    /**
     * Prepares the function; it starts before each test.
     *
     * @param function       the folder that is deployed, with run.sh in it
     * @param adapter        the executable of Lambda Web Adapter, 1.0 or newer
     * @param maxConcurrency requests that the execution environment takes at once, 1 to 1600
     * @param timeout        how long a client waits for its response, up to 15 minutes; the code is not stopped by it
     */
    public StreamingLambda(Path function, Path adapter, int maxConcurrency, Duration timeout) {
        this.function = function;
        this.adapter = adapter;
        this.maxConcurrency = maxConcurrency;
        environment("AWS_LAMBDA_MAX_CONCURRENCY", String.valueOf(maxConcurrency));
        apis = server().routing(routing -> routing
                .register("/2018-06-01", runtimeApi)
                .register("/2020-01-01", extensionsApi)).build();
        invoker = new Invoker(runtimeApi, maxConcurrency, timeout);
        url = server().routing(routing -> routing.register(new FunctionUrl(invoker))).build();
    }

    /**
     * Adds an environment variable of the function.
     */
    public StreamingLambda environment(String name, String value) {
        variables.put(name, value);
        return this;
    }

    /**
     * Adds environment variables of the function.
     */
    public StreamingLambda environment(Map<String, String> more) {
        variables.putAll(more);
        return this;
    }

    /** The function URL. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + url.port());
    }

    /** The most invocations that the function had at once. */
    public int peak() {
        return runtimeApi.peak();
    }

    /** The process that run.sh has become. */
    public ProcessHandle runtime() {
        return environment.runtime().toHandle();
    }

    /** The process of the adapter. */
    public ProcessHandle adapter() {
        return environment.extension().toHandle();
    }

    /** What the function and the adapter have printed. */
    public String log() throws IOException {
        return environment.log();
    }

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        start();
    }

    /**
     * Starts the function; a test does that by itself.
     */
    public void start() throws IOException {
        apis.start();
        environment = new ExecutionEnvironment(function, adapter, "127.0.0.1:" + apis.port(), variables);
        environment.exit().thenRun(() -> runtimeApi.abort("the runtime or the adapter has exited"));
        url.start();
    }

    /** Whether the function has asked for its first event. */
    public boolean initialized() {
        return runtimeApi.initialized().isDone();
    }

    /**
     * Waits until the function asks for its first event.
     *
     * @throws TimeoutException   if it does not within a minute
     * @throws ExecutionException if it reports an error instead
     */
    public void awaitInit() throws InterruptedException, ExecutionException, TimeoutException {
        runtimeApi.initialized().get(INIT_WITHIN.toSeconds(), TimeUnit.SECONDS);
    }

    /**
     * Waits until the function has done all that it was asked for, whether or not the clients are still there.
     *
     * @throws TimeoutException if it has not within a minute
     */
    public void awaitIdle() throws InterruptedException, TimeoutException {
        if (!invoker.awaitIdle(IDLE_WITHIN)) {
            throw new TimeoutException("invocations still run after " + IDLE_WITHIN);
        }
    }

    /**
     * Sends the function an event of any kind, as the Invoke API does, and waits for the end.
     *
     * @param event a JSON object, such as a record of a queue
     * @return why the invocation has failed; empty if it has succeeded
     */
    public Optional<String> invoke(String event) throws InterruptedException {
        try (JsonReader reader = Json.createReader(new StringReader(event))) {
            return invoker.invoke(reader.readObject())
                    .orElseThrow(() -> new IllegalStateException("no slot is free"))
                    .failure();
        }
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        if (context.getExecutionException().isPresent()) {
            System.err.println(context.getDisplayName() + ", max. concurrency " + maxConcurrency + ":\n" + log());
        }
        close();
    }

    @Override
    public void close() throws IOException {
        extensionsApi.shutdown();
        environment.close();
        runtimeApi.abort("shutdown");
        extensionsApi.end();
        url.stop();
        apis.stop();
    }

    /** A server on a free port. */
    static WebServerConfig.Builder server() {
        return WebServer.builder()
                .address(InetAddress.getLoopbackAddress())
                .port(0)
                .connectionOptions(options -> options.tcpNoDelay(true));
    }
}
