package org.river_watch.levelfeed;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import io.helidon.json.JsonObject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class FaultsTest {
    private static final int KILOBYTE = 1024;
    private static final TokenSource FAILS_AT_ONCE = (request, tokens) -> {
        throw new IllegalStateException("told to fail");
    };
    private static final TokenSource FAILS_LATER = (request, tokens) -> {
        tokens.accept("a");
        throw new IllegalStateException("told to fail");
    };

    private final Log log = new Log();

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void failureBeforeTheFirstByteIsAnAnswer() throws Exception {
        try (TestServer server = new TestServer(FAILS_AT_ONCE, Map.of())) {
            for (String path : new String[] {"/", "/events", "/ndjson"}) {
                HttpResponse<String> response = server.get(path);

                assertEquals(500, response.statusCode(), path);
                assertEquals("{\"title\":\"Internal Server Error\",\"status\":500,\"detail\":\"The stream has failed\"}",
                        response.body(), path);
                assertOutcome("failed", 0, log.next());
            }
        }
    }

    @Test
    void failureAfterTheFirstByteCutsTextOff() throws Exception {
        try (TestServer server = new TestServer(FAILS_LATER, Map.of())) {
            InputStream body = server.stream("/").body();

            assertEquals('a', body.read());
            assertThrows(IOException.class, body::readAllBytes);
            JsonObject line = log.next();
            assertOutcome("failed", 1, line);
            assertEquals("SEVERE", line.stringValue("level").orElseThrow());
            assertTrue(line.stringValue("exception").orElseThrow().contains("told to fail"));
        }
    }

    @Test
    void failureAfterTheFirstByteIsTheLastEventOrLine() throws Exception {
        try (TestServer server = new TestServer(FAILS_LATER, Map.of())) {
            String problem = "{\"title\":\"Internal Server Error\",\"status\":500,\"detail\":\"The stream has failed\"}";

            assertTrue(server.get("/events").body().endsWith("-0\ndata: \"a\"\n\nevent: error\ndata: " + problem + "\n\n"));
            assertTrue(server.get("/ndjson").body().endsWith("\"token\":\"a\"}\n{\"error\":" + problem + "}\n"));
        }
    }

    @Test
    void clientThatIsGoneEndsItsStream() throws Exception {
        try (TestServer server = new TestServer()) {
            server.stream("/?tokens=10000").body().close();

            assertOutcome("client gone", null, log.next());
        }
    }

    @Test
    void heartbeatsFindOutThatTheClientIsGone() throws Exception {
        TokenSource silent = (request, tokens) -> {
            tokens.accept("a");
            Thread.sleep(60_000);
        };
        try (TestServer server = new TestServer(silent, Map.of("stream.heartbeat", "PT0.1S"))) {
            server.stream("/events").body().close();

            assertOutcome("client gone", null, log.next());
        }
    }

    @Test
    void slowClientSlowsItsSourceAndIsGivenUp() throws Exception {
        AtomicInteger kilobytes = new AtomicInteger();
        TokenSource fast = (request, tokens) -> {
            while (true) {
                tokens.accept("a".repeat(KILOBYTE));
                kilobytes.incrementAndGet();
            }
        };
        try (TestServer server = new TestServer(fast, Map.of("stream.write-timeout", "PT1S"));
                Socket client = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            client.getOutputStream().write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

            assertOutcome("client gone", null, log.next());
            // What the sockets' buffers hold, and no more
            assertTrue(kilobytes.get() < 16 * KILOBYTE, kilobytes + " kB were written");
            assertEquals(200, server.get("/health").statusCode());
        }
    }

    @Test
    void bodiesAndHeadersHaveLimits() throws Exception {
        try (TestServer server = new TestServer()) {
            assertEquals(413, server.status("POST /health HTTP/1.1\r\nHost: localhost\r\nContent-Length: 65537\r\n\r\n"));
            assertEquals(400, server.status("GET /health HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(16_384) + "\r\n\r\n"));
        }
    }

    private static void assertOutcome(String outcome, Integer bytes, JsonObject line) {
        assertEquals(outcome, line.stringValue("outcome").orElseThrow());
        if (bytes != null) {
            assertEquals(bytes, line.intValue("bytes").orElseThrow());
        }
    }
}
