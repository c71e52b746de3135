package io.github.helidonlmi.lambda;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.helidon.webserver.WebServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The quotas of requests and responses.
 */
@Timeout(60)
class LimitsTest {
    private static final int MB = 1 << 20;
    private static final byte[] PRELUDE = ("{\"statusCode\":200,\"headers\":{}}" + "\0".repeat(8)).getBytes();

    private final RuntimeApi runtimeApi = new RuntimeApi("function");
    private final FunctionConfiguration function =
            new FunctionConfiguration(Path.of("")).timeout(Duration.ofMinutes(1));
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private WebServer server;

    @BeforeEach
    void start() {
        server = StreamingLambda.server(0).routing(routing -> routing
                .register("/2018-06-01", runtimeApi)
                .register("/url", new FunctionUrl(new Invoker(runtimeApi, function, ended -> { })))
                .register("/slow", new FunctionUrl(new Invoker(runtimeApi, function.bandwidthLimit(true), ended -> { }))))
                .build().start();
    }

    @AfterEach
    void stop() {
        runtimeApi.abort("end of the test");
        runtimeApi.end();
        client.shutdownNow();
        server.stop();
    }

    @Test
    void eventsOfMoreThan6MegabytesAreRefused() throws Exception {
        // In Base64, four bytes for three
        for (int size : new int[] {6 * MB + 1, 9 * MB / 2}) {
            HttpResponse<String> response = client.send(request("/url").POST(BodyPublishers.ofByteArray(new byte[size])).build(),
                    BodyHandlers.ofString());
            assertEquals(413, response.statusCode());
            assertEquals("{\"Message\":\"Request must be smaller than 6291456 bytes for the InvokeFunction operation\"}",
                    response.body());
        }

        CompletableFuture<HttpResponse<String>> accepted = client.sendAsync(
                request("/url").POST(BodyPublishers.ofByteArray(new byte[4 * MB])).build(), BodyHandlers.ofString());
        assertEquals(202, respond(0).statusCode());
        assertEquals(200, accepted.join().statusCode());
    }

    @Test
    void responsesOfMoreThan200MegabytesAreCutOff() throws Exception {
        CompletableFuture<HttpResponse<InputStream>> whole = get("/url");
        assertEquals(202, respond(200L * MB).statusCode());
        assertEquals(200L * MB, length(whole));

        CompletableFuture<HttpResponse<InputStream>> cut = get("/url");
        HttpResponse<String> refusal = respond(200L * MB + 1);
        assertEquals(413, refusal.statusCode());
        assertTrue(refusal.body().contains("RequestEntityTooLarge"), refusal.body());
        assertThrows(IOException.class, () -> length(cut));
    }

    @Test
    void bandwidthIsLimitedAfter6Megabytes() throws Exception {
        CompletableFuture<HttpResponse<InputStream>> response = get("/slow");
        long start = System.nanoTime();
        respond(10L * MB);
        assertEquals(10L * MB, length(response));
        double seconds = (System.nanoTime() - start) / 1e9;
        assertTrue(seconds > 1.9, "4 MB at 2 MB/s took " + seconds + " s");
    }

    private static long length(CompletableFuture<HttpResponse<InputStream>> response) throws IOException {
        try (InputStream body = response.join().body()) {
            return body.transferTo(OutputStream.nullOutputStream());
        }
    }

    private CompletableFuture<HttpResponse<InputStream>> get(String path) {
        return client.sendAsync(request(path).build(), BodyHandlers.ofInputStream());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
    }

    /** Takes the next event, and answers it with as many bytes. */
    private HttpResponse<String> respond(long size) throws IOException, InterruptedException {
        String id = client.send(request("/2018-06-01/runtime/invocation/next").build(), BodyHandlers.discarding())
                .headers().firstValue("Lambda-Runtime-Aws-Request-Id").orElseThrow();
        return client.send(request("/2018-06-01/runtime/invocation/" + id + "/response")
                .POST(BodyPublishers.ofInputStream(() -> new Zeros(size))).build(), BodyHandlers.ofString());
    }

    private static final class Zeros extends InputStream {
        private long left;
        private int prelude;

        Zeros(long size) {
            left = size;
        }

        @Override
        public int read() {
            if (prelude < PRELUDE.length) {
                return PRELUDE[prelude++];
            }
            return left-- > 0 ? 0 : -1;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            if (prelude < PRELUDE.length) {
                buffer[offset] = (byte) read();
                return 1;
            }
            int count = (int) Math.min(left, length);
            left -= count;
            return count == 0 ? -1 : count;
        }
    }
}
