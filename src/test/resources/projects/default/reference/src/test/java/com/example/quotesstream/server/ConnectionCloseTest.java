package com.example.quotesstream.server;

import java.io.OutputStream;
import java.time.DateTimeException;

import com.example.quotesstream.stream.TestServer;

import io.helidon.http.HeaderValues;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ConnectionCloseTest {
    @AutoClose
    private final TestServer server = TestServer.routing((routing, config) -> routing
            .addFilter(new ConnectionClose())
            .any("/", (request, response) -> response.send("whole"))
            .any("/stream", (request, response) -> {
                try (OutputStream out = response.outputStream()) {
                    out.write('a');
                    out.flush();
                    out.write('b');
                }
            })
            .any("/empty", (request, response) -> response.status(204).send())
            .any("/fail", (request, response) -> {
                throw new IllegalStateException("told to fail");
            })
            .any("/handled", (request, response) -> {
                throw new DateTimeException("told to fail");
            })
            .any("/says-so", (request, response) -> response.header(HeaderValues.CONNECTION_CLOSE).send("last"))
            .error(DateTimeException.class, (request, response, e) -> response.status(400).send()));

    @Test
    void errorHandlerThatHasAnsweredHasNotFailed() throws Exception {
        try (Traces traces = new Traces(); RawClient client = new RawClient(server,
                "GET /handled HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")) {
            assertEquals(400, client.read().orElseThrow().status());
            assertTrue(client.isClosed());
        }
    }

    @Test
    void connectionIsClosedAfterAResponseThatSaysSo() throws Exception {
        String next = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
        try (RawClient client = new RawClient(server, "GET /says-so HTTP/1.1\r\nHost: localhost\r\n\r\n" + next)) {
            assertEquals("last", client.read().orElseThrow().body());
            assertTrue(client.isClosed());
        }
    }

    @ParameterizedTest
    @CsvSource({
            "GET /, 200", "POST /, 200", "GET /stream, 200", "GET /empty, 204", "HEAD /empty, 204", "GET /unknown, 404",
            "POST /unknown, 404", "GET /fail, 500"
    })
    void connectionIsClosedAfterTheResponse(String request, int status) throws Exception {
        try (RawClient client = new RawClient(server, request + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")) {
            RawClient.Response response = client.read(!request.startsWith("HEAD")).orElseThrow();

            assertEquals(status, response.status());
            assertEquals("close", response.headers().get("Connection"));
            assertTrue(client.isClosed());
        }
    }

    @Test
    void streamIsCompleteBefore() throws Exception {
        try (RawClient client = new RawClient(server,
                "GET /stream HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")) {
            assertEquals("ab", client.read().orElseThrow().body());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"close", "Close", "te, close"})
    void wordMayStandInAList(String value) throws Exception {
        try (RawClient client = new RawClient(server,
                "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: " + value + "\r\n\r\n")) {
            assertEquals(200, client.read().orElseThrow().status());
            assertTrue(client.isClosed());
        }
    }

    @Test
    void otherConnectionsStayOpen() throws Exception {
        String request = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
        try (RawClient client = new RawClient(server, request + request)) {
            assertEquals("whole", client.read().orElseThrow().body());
            assertEquals("whole", client.read().orElseThrow().body());
        }
    }
}
