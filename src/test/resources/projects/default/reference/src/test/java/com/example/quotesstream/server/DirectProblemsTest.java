package com.example.quotesstream.server;

import com.example.quotesstream.stream.TestServer;

import io.helidon.webserver.WebServer;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class DirectProblemsTest {
    private static final String HOST = "\r\nHost: localhost\r\n";

    @AutoClose
    private final TestServer server = TestServer.of(config -> WebServer.builder()
            .config(config.get("server"))
            .directHandlers(DirectProblems.handlers())
            .routing(routing -> routing.get("/", (request, response) -> response.send("found")))
            .build()
            .start());

    @AutoClose
    private final Traces traces = new Traces();

    @ParameterizedTest
    @ValueSource(strings = {
            "\r\n",
            "nonsense\r\n\r\n",
            "G(T / HTTP/1.1" + HOST + "\r\n",
            "\u007f\u0001\u0002 / HTTP/1.1" + HOST + "\r\n",
            "GET /\r\n\r\n",
            "GET / HTTP/3.0" + HOST + "\r\n",
            "GET / FTP/1.1" + HOST + "\r\n",
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            "GET / HTTP/1.1\nHost: localhost\n\n",
            "\r\nGET / HTTP/1.1" + HOST + "\r\n",
            "GET  / HTTP/1.1" + HOST + "\r\n",
            "GET  HTTP/1.1" + HOST + "\r\n",
            "GET /a b HTTP/1.1" + HOST + "\r\n",
            "GET /%zz HTTP/1.1" + HOST + "\r\n",
            "GET /?a=%zz HTTP/1.1" + HOST + "\r\n",
            "GET /#<a> HTTP/1.1" + HOST + "\r\n",
            "GET http://[::1/ HTTP/1.1" + HOST + "\r\n",
            "GET / HTTP/1.1\r\n\r\n",
            "GET / HTTP/1.1" + HOST + "Host: other\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: \r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a:b:c\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a:99999999999\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: [\r\n\r\n",
            "GET / HTTP/1.1" + HOST + "no header\r\n\r\n",
            "GET / HTTP/1.1" + HOST + "A : a\r\n\r\n",
            "GET / HTTP/1.1" + HOST + "A: a\r\n b\r\n\r\n",
            "GET / HTTP/1.1" + HOST + "A: \u0000\r\n\r\n",
            "GET / HTTP/1.1" + HOST + "Content-Length: -1\r\n\r\n",
            "GET / HTTP/1.1" + HOST + "Content-Length: one\r\n\r\n",
            "GET / HTTP/1.1" + HOST + "Content-Length: 9223372036854775808\r\n\r\n",
            "GET / HTTP/1.1" + HOST + "Content-Length: 1\r\nContent-Length: 1\r\n\r\na",
            "GET / HTTP/1.1" + HOST + "Content-Length: 1, 1\r\n\r\na",
            "GET / HTTP/1.1" + HOST + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "GET / HTTP/1.1" + HOST + "Transfer-Encoding: \r\n\r\n",
            "GET / HTTP/1.1" + HOST + "Transfer-Encoding: gzip\r\n\r\n",
            "GET / HTTP/1.1" + HOST + "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
            "GET / HTTP/1.1" + HOST + "Content-Encoding: gzip\r\nContent-Length: 1\r\n\r\na"
    })
    void whatIsNoRequestIsAProblem(String request) throws Exception {
        assertLastProblem(400, "Bad Request", request);
    }

    @Test
    void headersHaveALimit() throws Exception {
        assertLastProblem(400, "Bad Request", "GET / HTTP/1.1" + HOST + "A: " + "a".repeat(16_384) + "\r\n\r\n");
        assertLastProblem(400, "Bad Request", "GET / HTTP/1.1" + HOST + "A: a\r\n".repeat(3_000) + "\r\n");
    }

    @Test
    void bodyHasALimit() throws Exception {
        assertLastProblem(413, "Request Entity Too Large", "GET / HTTP/1.1" + HOST + "Content-Length: 6291457\r\n\r\n");
    }

    @Test
    void otherVersionIsAProblem() throws Exception {
        assertLastProblem(505, "HTTP Version Not Supported", "GET / HTTP/1.0" + HOST + "\r\n");
    }

    @Test
    void otherTransferEncodingIsAProblem() throws Exception {
        assertLastProblem(501, "Not Implemented", "GET / HTTP/1.1" + HOST + "Transfer-Encoding: gzip\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
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

    @Test
    void lineHasALimit() throws Exception {
        assertLastProblem(414, "Request-URI Too Long", "GET /" + "a".repeat(4_096) + " HTTP/1.1" + HOST + "\r\n");
    }

    /** And nothing that follows on the connection is taken for a request. */
    private void assertLastProblem(int status, String title, String request) throws Exception {
        try (RawClient client = new RawClient(server, request + "GET / HTTP/1.1" + HOST + "\r\n")) {
            assertProblem(status, title, client);
            assertTrue(client.isClosed());
        }
    }

    private void assertProblem(int status, String title, String request) throws Exception {
        try (RawClient client = new RawClient(server, request)) {
            assertProblem(status, title, client);
        }
    }

    private static void assertProblem(int status, String title, RawClient client) throws Exception {
        RawClient.Response response = client.read().orElseThrow();

        assertEquals(status, response.status());
        assertEquals("application/problem+json", response.headers().get("Content-Type"));
        assertEquals("{\"title\":\"%s\",\"status\":%s,\"detail\":\"%s\"}".formatted(title, String.valueOf(status), title),
                response.body());
        assertFalse(response.headers().containsKey("Server"));
    }
}
