package io.github.helidonlmi.lambda;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import io.helidon.json.JsonObject;
import io.helidon.json.JsonParser;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;

/**
 * A streaming function on Lambda Managed Instances: one execution environment behind a function URL, on this machine. For
 * JUnit there is {@link StreamingLambdaExtension}.
 * <pre>{@code
 * try (StreamingLambda lambda = new StreamingLambda(function)) {
 *     lambda.start();
 *     // lambda.url() streams
 * }
 * }</pre>
 */
public class StreamingLambda implements AutoCloseable {
    private static final Duration INIT_WITHIN = Duration.ofMinutes(1);
    private static final Duration IDLE_WITHIN = Duration.ofMinutes(1);

    private final FunctionConfiguration function;
    private final RuntimeApi runtimeApi;
    private final ExtensionsApi extensionsApi;
    private final Invoker invoker;
    private final WebServer apis;
    private final WebServer url;
    private final Path adapter;
    private Optional<Consumer<String>> log = Optional.empty();
    private ExecutionEnvironment environment;
    private boolean closed;

    /**
     * Prepares the function.
     *
     * @throws IllegalArgumentException if the code has no handler, or there is no adapter; the message says what is missing
     */
    public StreamingLambda(FunctionConfiguration function) {
        if (!Files.isExecutable(function.code().resolve(function.handler()))) {
            throw new IllegalArgumentException("no executable " + function.handler() + " in " + function.code());
        }
        this.function = function;
        adapter = adapter(function);
        runtimeApi = new RuntimeApi(function.name());
        extensionsApi = new ExtensionsApi(function);
        apis = server(0).routing(routing -> routing
                .register("/2018-06-01", runtimeApi)
                .register("/2020-01-01", extensionsApi)).build();
        invoker = new Invoker(runtimeApi, function, this::report);
        url = server(function.port()).routing(routing -> routing.register(new FunctionUrl(invoker))).build();
    }

    /**
     * Starts the function, and returns before it is ready: requests wait for it.
     *
     * @throws IOException if a process or the function URL's server cannot start
     */
    public void start() throws IOException {
        if (!url.start().isRunning()) {
            throw new IOException("port " + function.port() + " is taken: end what listens there, or set PORT to another one");
        }
        apis.start();
        environment = new ExecutionEnvironment(function, adapter, "127.0.0.1:" + apis.port(), log.isPresent());
        environment.exit().thenAccept(reason -> end(reason, "failure"));
    }

    /** The function URL. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + url.port() + "/");
    }

    /** The largest number of invocations that ran at once. */
    public int peak() {
        return runtimeApi.peak();
    }

    /** The process that the handler has become. */
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

    /** Whether the function has asked for its first event. */
    public boolean initialized() {
        return runtimeApi.initialized().isDone();
    }

    /**
     * Waits until the function asks for its first event.
     *
     * @throws TimeoutException   if it does not within a minute
     * @throws ExecutionException if it reports an error or exits instead
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
     * @throws IllegalStateException if as many invocations run as the function takes at once
     */
    public Optional<String> invoke(String event) throws InterruptedException {
        return invoker.invoke(JsonParser.create(event).readJsonObject().toString().getBytes(StandardCharsets.UTF_8))
                .orElseThrow(() -> new IllegalStateException("concurrency limit reached: " + function.concurrency()))
                .awaitFailure();
    }

    /**
     * Ends the execution environment as Lambda does: the runtime gets SIGTERM, and SIGKILL 600 ms later.
     */
    @Override
    public synchronized void close() throws IOException {
        if (environment != null && !closed) {
            closed = true;
            end("shutdown", "spindown");
            environment.close();
        }
        url.stop();
        apis.stop();
    }

    private synchronized void end(String reason, String shutdownReason) {
        runtimeApi.abort(reason);
        environment.end(extensionsApi.shutdown(shutdownReason) ? ExtensionsApi.GRACE : Duration.ZERO);
        extensionsApi.end();
        runtimeApi.end();
    }

    /** Prints the log of the function instead of keeping it, and a line after each invocation. */
    StreamingLambda printLog(Consumer<String> report) {
        log = Optional.of(report);
        return this;
    }

    /** Completes with the reason when the execution environment has ended by itself. */
    CompletableFuture<String> exit() {
        return environment.exit();
    }

    /** A server of this machine only. */
    static WebServerConfig.Builder server(int port) {
        return WebServer.builder()
                .address(InetAddress.getLoopbackAddress())
                .port(port)
                .connectionOptions(options -> options.tcpNoDelay(true));
    }

    /** A line as Lambda writes one: the developer guide's Telemetry API, schema 2022-12-13, platform.report. */
    private void report(Invocation invocation) {
        log.ifPresent(print -> {
            String failure = invocation.failure().join();
            Instant now = Instant.now();
            JsonObject.Builder report = JsonObject.builder()
                    .set("requestId", invocation.requestId())
                    .set("status", failure.isEmpty() ? "success" : failure.equals(Invocation.TIMEOUT) ? failure : "error")
                    .set("metrics", metrics -> metrics
                            .set("durationMs", Duration.between(invocation.start(), now).toMillis()));
            if (!failure.isEmpty()) {
                report.set("errorType", failure);
            }
            print.accept(JsonObject.builder().set("time", now.toString()).set("type", "platform.report")
                    .set("record", report.build()).build().toString());
        });
    }

    private static Path adapter(FunctionConfiguration function) {
        try {
            return function.adapter().isPresent() ? function.adapter().get()
                    : Adapter.find(System.getenv(), Path.of(".lambda"), function.adapterLayer()).path();
        } catch (IOException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
