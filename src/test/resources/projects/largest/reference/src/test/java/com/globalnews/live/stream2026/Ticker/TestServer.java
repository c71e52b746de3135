package com.globalnews.live.stream2026.Ticker;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

import io.helidon.config.Config;
import io.helidon.config.ConfigSources;
import io.helidon.webserver.WebServer;

/**
 * The service on a free port, with a limit that a test can reach, and a client for it.
 */
final class TestServer implements AutoCloseable {
    static final int LIMIT = 2;
    static final int DELAY_MILLIS = 10;

    private final WebServer server;
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    TestServer() {
        this(new Greeting(), Map.of());
    }

    TestServer(TokenSource source, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(Map.of(
                "server.port", "0",
                "stream.limit.permits", String.valueOf(LIMIT),
                "stream.delay", "PT0.0" + DELAY_MILLIS + "S"));
        all.putAll(settings);
        server = Main.start(Config.just(ConfigSources.create(all), ConfigSources.classpath("application.yaml")), source);
    }

    int port() {
        return server.port();
    }

    /**
     * Sends a GET request and returns with the headers, while the body is still being written.
     *
     * @param headers names and values in turn
     */
    HttpResponse<InputStream> stream(String path, String... headers) throws IOException, InterruptedException {
        return client.send(request("GET", path, headers), BodyHandlers.ofInputStream());
    }

    HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        return client.send(request("GET", path, headers), BodyHandlers.ofString());
    }

    HttpResponse<String> send(String method, String path) throws IOException, InterruptedException {
        return client.send(request(method, path), BodyHandlers.ofString());
    }

    /**
     * Sends a request as it stands here.
     *
     * @return the status of the answer
     * @throws IOException if there is none
     */
    int status(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
            if (answer.length() < 12) {
                throw new EOFException("the answer is '" + answer + "'");
            }
            return Integer.parseInt(answer.substring(9));
        }
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

    private HttpRequest request(String method, String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .method(method, HttpRequest.BodyPublishers.noBody());
        return headers.length == 0 ? request.build() : request.headers(headers).build();
    }
}
