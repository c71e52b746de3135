package com.example.quotesstream.server;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import com.example.quotesstream.stream.TestServer;

import io.helidon.logging.common.LogConfig;
import io.helidon.webserver.WebServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class DirectProblemsTest {
    private static final String HOST = "\r\nHost: localhost\r\n";
    private static final Logger HELIDON = Logger.getLogger("io.helidon.webserver");

    @AutoClose
    private final TestServer server = TestServer.of(config -> WebServer.builder()
            .config(config.get("server"))
            .directHandlers(DirectProblems.handlers())
            .routing(routing -> routing.get("/", (request, response) -> response.send("found")))
            .build()
            .start());

    private final Traces traces = new Traces();

    @BeforeEach
    void watchLog() {
        LogConfig.configureRuntime();
        HELIDON.addHandler(traces);
    }

    @AfterEach
    void assertNoTraces() {
        HELIDON.removeHandler(traces);
        assertEquals(List.of(), List.copyOf(traces.thrown));
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "G(T / HTTP/1.1" + HOST + "\r\n",
            "\u007f\u0001\u0002 / HTTP/1.1" + HOST + "\r\n",
            "nonsense\r\n\r\n",
            "GET /\r\n\r\n",
            "GET / HTTP/3.0" + HOST + "\r\n",
            "GET /a b HTTP/1.1" + HOST + "\r\n",
            "GET /%zz HTTP/1.1" + HOST + "\r\n",
            "GET / HTTP/1.1\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a:b:c\r\n\r\n",
            "GET / HTTP/1.1" + HOST + "no header\r\n\r\n",
            "GET / HTTP/1.1" + HOST + "A: \u0000\r\n\r\n",
            "GET / HTTP/1.1" + HOST + "Content-Length: -1\r\n\r\n",
            "GET / HTTP/1.1" + HOST + "Content-Length: one\r\n\r\n",
            "GET / HTTP/1.1" + HOST + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "GET / HTTP/1.1" + HOST + "Transfer-Encoding: gzip\r\n\r\n",
            "GET / HTTP/1.1" + HOST + "Content-Encoding: gzip\r\nContent-Length: 1\r\n\r\na"
    })
    void whatIsNoRequestIsAProblem(String request) throws Exception {
        assertProblem(400, "Bad Request", request);
    }

    @Test
    void otherVersionIsAProblem() throws Exception {
        assertProblem(505, "HTTP Version Not Supported", "GET / HTTP/1.0" + HOST + "\r\n");
    }

    @Test
    void unknownPathIsAProblemThatDoesNotRepeatIt() throws Exception {
        assertProblem(404, "Not Found", "GET /%3Cscript%3E HTTP/1.1" + HOST + "\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONNECT localhost:80 HTTP/1.1", "OPTIONS * HTTP/1.1", "BREW / HTTP/1.1"})
    void otherMethodIsAProblem(String line) throws Exception {
        assertProblem(404, "Not Found", line + HOST + "\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET / HTTP/1.1\r\nHos", "GET / HTTP/1.1\r\n", "GET / HTTP/1.1" + HOST,
            "GET / HTTP/1.1" + HOST + "A:"})
    void truncatedRequestIsAProblem(String request) throws Exception {
        try (RawClient client = new RawClient(server, request)) {
            client.shutdownOutput();

            assertEquals(400, client.read().orElseThrow().status());
            assertTrue(client.isClosed());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "GET / HT"})
    void clientThatSendsNoFirstLineGetsNone(String request) throws Exception {
        try (RawClient client = new RawClient(server, request)) {
            client.shutdownOutput();

            assertTrue(client.isClosed());
        }
    }

    @Test
    void responseToHeadHasNoBody() throws Exception {
        try (RawClient client = new RawClient(server,
                "HEAD /unknown HTTP/1.1" + HOST + "\r\nGET / HTTP/1.1" + HOST + "\r\n")) {
            assertEquals(404, client.read(false).orElseThrow().status());
            assertEquals("found", client.read().orElseThrow().body());
        }
    }

    @ParameterizedTest
    @CsvSource({"8193, 414, Request-URI Too Long", "100, 404, Not Found"})
    void lineHasALimit(int length, int status, String title) throws Exception {
        assertProblem(status, title, "GET /" + "a".repeat(length) + " HTTP/1.1" + HOST + "\r\n");
    }

    private void assertProblem(int status, String title, String request) throws Exception {
        try (RawClient client = new RawClient(server, request)) {
            RawClient.Response response = client.read().orElseThrow();

            assertEquals(status, response.status());
            assertEquals("application/problem+json", response.headers().get("Content-Type"));
            assertEquals("{\"title\":\"%s\",\"status\":%s,\"detail\":\"%s\"}".formatted(title, String.valueOf(status), title),
                    response.body());
            assertFalse(response.headers().containsKey("Server"));
        }
    }

    private static final class Traces extends Handler {
        private final Queue<Throwable> thrown = new ConcurrentLinkedQueue<>();

        @Override
        public void publish(LogRecord record) {
            if (record.getThrown() != null) {
                thrown.add(record.getThrown());
            }
        }

        @Override
        public void flush() {
        }

        @Override
        public void close() {
        }
    }
}
