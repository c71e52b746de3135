package io.tiny;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;

import io.helidon.config.Config;
import io.helidon.config.ConfigSources;
import io.helidon.webserver.WebServer;

/**
 * The service on a free port, with a limit that a test can reach, and a client for it.
 */
final class TestServer {
    static final int LIMIT = 2;
    static final int DELAY_MILLIS = 10;

    private final WebServer server = Main.start(Config.just(
            ConfigSources.create(Map.of(
                    "server.port", "0",
                    "stream.limit.permits", String.valueOf(LIMIT),
                    "stream.delay", "PT0.0" + DELAY_MILLIS + "S")),
            ConfigSources.classpath("application.yaml")));
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /**
     * Opens the stream and returns with its headers, while its body is still being written.
     */
    HttpResponse<InputStream> stream() throws IOException, InterruptedException {
        return client.send(request("GET", "/"), BodyHandlers.ofInputStream());
    }

    HttpResponse<String> send(String method, String path) throws IOException, InterruptedException {
        return client.send(request(method, path), BodyHandlers.ofString());
    }

    void stop() {
        client.shutdownNow();
        server.stop();
    }

    private HttpRequest request(String method, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
    }
}
