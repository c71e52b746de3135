package com.example.quotesstream.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import com.example.quotesstream.stream.StreamFormat;
import com.example.quotesstream.stream.StreamRequest;
import com.example.quotesstream.stream.StreamService;
import com.example.quotesstream.stream.TestServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * The adapter sends the requests of all callers on the same connections. A body of one of them must never be taken
 * for a request, or another one gets its answer.
 */
class UnreadBodyTest {
    private static final String NEXT = "GET /next HTTP/1.1\r\nHost: localhost\r\n\r\n";
    private static final String BODY = "GET /hidden HTTP/1.1\r\nHost: localhost\r\n\r\n";
    private static final String LARGE_BODY = BODY.repeat(30_000);
    private static final int LIMIT = 4;

    private final AtomicInteger hidden = new AtomicInteger();
    private final Semaphore release = new Semaphore(0);

    @AutoClose
    private final TestServer server = TestServer.routing((routing, config) -> routing
            .register(new StreamService(config.get("stream")).source("/", this::send).format(new Tokens()))
            .get("/next", (request, response) -> response.send("next"))
            .get("/fail", (request, response) -> {
                throw new IllegalStateException("told to fail");
            })
            .any("/hidden", (request, response) -> response.send("hidden " + hidden.incrementAndGet())));

    @AfterEach
    void endStreams() {
        release.release(LIMIT);
    }

    @ParameterizedTest
    @CsvSource({
            "GET /, 200, Accept: text/x-tokens",
            "GET /, 204, Last-Event-ID: 0123abcd-1",
            "POST /, 400, Content-Type: application/json",
            "GET /unknown, 404, Accept: */*",
            "POST /unknown, 404, Accept: */*",
            "PUT /, 405, Accept: */*",
            "DELETE /, 405, Content-Type: application/json",
            "GET /, 406, Accept: image/png",
            "POST /, 415, Content-Type: text/plain",
            "GET /fail, 500, Accept: */*"
    })
    void bodyIsNoRequest(String request, int status, String header) throws Exception {
        assertNotTakenForARequest(request, status, header, BODY);
    }

    @ParameterizedTest
    @CsvSource({
            "POST /, 413, Content-Type: application/json",
            "GET /unknown, 404, Accept: */*",
            "PUT /, 405, Accept: */*"
    })
    void largeBodyIsNoRequest(String request, int status, String header) throws Exception {
        assertNotTakenForARequest(request, status, header, LARGE_BODY);
    }

    @Test
    void bodyOfARequestBeyondTheLimitIsNoRequest() throws Exception {
        List<RawClient> streams = new ArrayList<>();
        for (int i = 0; i < LIMIT; i++) {
            streams.add(new RawClient(server, "GET /?hold HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        }
        release.acquire(LIMIT);
        assertNotTakenForARequest("GET /", 503, "Accept: */*", BODY);
        for (RawClient stream : streams) {
            stream.close();
        }
    }

    private void assertNotTakenForARequest(String request, int status, String header, String body) throws Exception {
        for (String expect : List.of("", "Expect: 100-continue\r\n")) {
            String head = request + " HTTP/1.1\r\nHost: localhost\r\n" + header + "\r\n" + expect;
            assertNextIsAnswered(status, head + "Content-Length: " + body.length() + "\r\n\r\n" + body);
            assertNextIsAnswered(status, head + "Transfer-Encoding: chunked\r\n\r\n"
                    + Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n");
        }
    }

    private void assertNextIsAnswered(int status, String request) throws Exception {
        try (RawClient client = new RawClient(server, request + NEXT)) {
            assertEquals(Optional.of(status), client.read().map(RawClient.Response::status));
            assertEquals("next", client.read().map(RawClient.Response::body).orElse("next"));
            assertEquals(0, hidden.get());
        }
    }

    private void send(StreamRequest request, Consumer<String> tokens) throws InterruptedException {
        tokens.accept("a");
        if (request.query().contains("hold")) {
            release.release();
            Thread.sleep(60_000);
        }
    }

    private static final class Tokens implements StreamFormat {
        @Override
        public String mediaType() {
            return "text/x-tokens";
        }

        @Override
        public String token(String id, int index, String text) {
            return text;
        }
    }
}
