package com.example.quotesstream.stream;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

import io.helidon.config.Config;
import io.helidon.config.ConfigSources;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;

/**
 * A server on a free port with the service's own configuration, and a client for it. Its streams are {@link Lines}, or
 * {@link Bare} if the client prefers that.
 */
public final class TestServer implements AutoCloseable {
    /** Streams at once, unless a test sets another limit. */
    static final int LIMIT = 4;

    private final WebServer server;
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** Streams from a source at {@code /}. */
    TestServer(TokenSource source) {
        this(source, Map.of());
    }

    /**
     * @param settings what differs from application.yaml
     */
    TestServer(TokenSource source, Map<String, String> settings) {
        this(streams -> streams.source("/", source), settings);
    }

    TestServer(Consumer<StreamService> streams, Map<String, String> settings) {
        this(settings, config -> start(config, routing -> {
            StreamService service = new StreamService(config.get("stream")).format(new Lines()).format(new Bare());
            streams.accept(service);
            routing.register(service);
        }));
    }

    private TestServer(Map<String, String> settings, Function<Config, WebServer> start) {
        Map<String, String> all = new HashMap<>(Map.of(
                "server.port", "0",
                "stream.max-duration", "PT2M",
                "stream.limit.permits", String.valueOf(LIMIT)));
        all.putAll(settings);
        server = start.apply(Config.just(ConfigSources.create(all), ConfigSources.classpath("application.yaml")));
    }

    /** A server that something else starts. */
    public static TestServer of(Function<Config, WebServer> start) {
        return new TestServer(Map.of(), start);
    }

    /** A server with other routes. */
    public static TestServer routing(BiConsumer<HttpRouting.Builder, Config> routes) {
        return of(config -> start(config, routing -> routes.accept(routing, config)));
    }

    private static WebServer start(Config config, Consumer<HttpRouting.Builder> routing) {
        return WebServer.builder().config(config.get("server")).routing(routing).build().start();
    }

    /**
     * Sends a GET request.
     *
     * @param headers names and values in turn
     */
    public HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        return send("GET", path, BodyPublishers.noBody(), headers);
    }

    public HttpResponse<String> send(String method, String path, BodyPublisher body, String... headers)
            throws IOException, InterruptedException {
        return client.send(request(method, path, body, headers), BodyHandlers.ofString());
    }

    HttpResponse<String> post(String path, String json) throws IOException, InterruptedException {
        return send("POST", path, BodyPublishers.ofString(json), "Content-Type", "application/json");
    }

    CompletableFuture<HttpResponse<String>> getLater(String path, String... headers) {
        return client.sendAsync(request("GET", path, BodyPublishers.noBody(), headers), BodyHandlers.ofString());
    }

    /** Sends a GET request and returns with the headers, while the body is still being written. */
    HttpResponse<InputStream> stream(String path, String... headers) throws IOException, InterruptedException {
        return client.send(request("GET", path, BodyPublishers.noBody(), headers), BodyHandlers.ofInputStream());
    }

    /** Sends bytes as they stand here, and leaves the rest to the test. The client can hold little that it does not read. */
    public Socket connect(String request) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(16 * 1024);
        socket.setSoTimeout(30_000);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /** Stops the server as SIGTERM does. */
    void stop() {
        server.stop();
    }

    @Override
    public void close() {
        client.shutdownNow();
        server.stop();
    }

    private HttpRequest request(String method, String path, BodyPublisher body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .timeout(Duration.ofSeconds(30))
                .method(method, body);
        return headers.length == 0 ? request.build() : request.headers(headers).build();
    }
}
