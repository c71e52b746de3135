package ${package};

import java.util.List;
import java.util.Optional;

import ${package}.server.RawClient;
import ${package}.server.RawClient.Response;
import ${package}.stream.TestServer;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What holds for every path, whatever it serves.
 */
class PathsTest {
    private static final String HOST = "HTTP/1.1\r\nHost: localhost\r\n";
    private static final String HEALTH = "GET /health " + HOST + "\r\n";

    @AutoClose
    private final TestServer server = TestServer.of(Main::start);

    /** Sources are left out: a GET may need another service. */
    @ParameterizedTest
    @ValueSource(strings = {"/health", "/ui", "/ui/", "/ui/ui.js", "/ui/unknown", "/non-http-events", "/unknown"})
    void headIsAnsweredAsGetWithoutTheBody(String path) throws Exception {
        try (RawClient get = new RawClient(server, "GET " + path + " " + HOST + "Connection: close\r\n\r\n");
                RawClient head = new RawClient(server, "HEAD " + path + " " + HOST + "\r\n" + HEALTH)) {
            Response expected = get.read(false).orElseThrow();
            Response answer = head.read(false).orElseThrow();

            assertEquals(expected.status(), answer.status());
            assertEquals(expected.headers().get("Content-Type"), answer.headers().get("Content-Type"));
            assertEquals(expected.headers().get("Content-Length"), answer.headers().get("Content-Length"));
            assertEquals("{\"status\":\"healthy\"}", head.read().orElseThrow().body());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/health", "/ui", "/ui/", "/ui/ui.js", "/ui/unknown", "/non-http-events", "/unknown"})
    void bodyIsNoRequest(String path) throws Exception {
        String body = "GET /hidden " + HOST + "\r\n";
        for (String method : List.of("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD")) {
            for (String expect : List.of("", "Expect: 100-continue\r\n")) {
                String head = method + " " + path + " " + HOST + expect;
                assertHealthIsAnsweredNext(method, head + "Content-Length: " + body.length() + "\r\n\r\n" + body);
                assertHealthIsAnsweredNext(method, head + "Transfer-Encoding: chunked\r\n\r\n"
                        + Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/health", "/ui", "/ui/", "/ui/ui.js", "/ui/unknown", "/non-http-events", "/unknown"})
    void connectionIsClosedWhenTheClientAsksForIt(String path) throws Exception {
        try (RawClient client = new RawClient(server, "HEAD " + path + " " + HOST + "Connection: close\r\n\r\n")) {
            assertEquals("close", client.read(false).orElseThrow().headers().get("Connection"));
            assertTrue(client.isClosed());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"If-Modified-Since", "If-Unmodified-Since", "If-None-Match", "If-Match", "If-Range", "Range", "Date",
            "Accept", "Accept-Encoding", "Accept-Language", "Accept-Charset", "Content-Type", "Content-Language", "Cookie",
            "Last-Event-ID", "Origin", "Referer", "Forwarded", "X-Forwarded-For", "Authorization", "Upgrade", "TE", "Trailer",
            "x-amzn-lambda-context", "x-amzn-request-context", "x-amzn-trace-id"})
    void headerThatMakesNoSenseIsNoFailure(String name) throws Exception {
        for (String path : List.of("/", "/health", "/ui/", "/unknown")) {
            for (String value : List.of("junk", "\"", "W/\"", ",;=", "-1", "999999999999999999999", "{", "\u00ff")) {
                try (RawClient client = new RawClient(server, "HEAD " + path + " " + HOST
                        + name + ": " + value + "\r\n\r\n")) {
                    Response response = client.read(false).orElseThrow();

                    assertTrue(response.status() < 500, name + ": " + value + " at " + path + ": " + response.status());
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"zz\r\n", "zz\r\n\r\n", "-1\r\n", "7fffffff\r\n", "ffffffffffff\r\n", "2\r\n{}",
            "2;a=b\r\n{}\r\n0\r\n\r\n", "2\r\n{}\r\n0;a=b\r\n\r\n", "2\r\n{}\r\n0\r\nA: b\r\n\r\n"})
    void whatFollowsABrokenBodyIsNoRequest(String chunks) throws Exception {
        for (String path : List.of("/", "/health", "/ui/", "/unknown")) {
            try (RawClient client = new RawClient(server, "POST " + path + " " + HOST + "Content-Type: application/json\r\n"
                    + "Transfer-Encoding: chunked\r\n\r\n" + chunks + HEALTH)) {
                int status = client.read().orElseThrow().status();

                assertTrue(status >= 400 && status < 500, status + " at " + path);
                assertTrue(client.read().map(Response::status).orElse(400) == 400, "answered at " + path);
                assertTrue(client.isClosed());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 2\r\n\r\n{", "Transfer-Encoding: chunked\r\n\r\n2\r\n{"})
    void truncatedBodyIsNoFailure(String rest) throws Exception {
        for (String path : List.of("/", "/health", "/ui/", "/unknown")) {
            try (RawClient client = new RawClient(server, "POST " + path + " " + HOST
                    + "Content-Type: application/json\r\n" + rest)) {
                client.shutdownOutput();
                int status = client.read().orElseThrow().status();

                assertTrue(status >= 400 && status < 500, status + " at " + path);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET http://localhost/health " + HOST, "get /health " + HOST, "GET //health " + HOST,
            "GET /health#fragment " + HOST, "GET /ui/../health " + HOST,
            "GET /health " + HOST + "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: \r\n",
            "GET /health " + HOST + "Connection: Upgrade\r\nUpgrade: websocket\r\n"})
    void unusualRequestIsServed(String request) throws Exception {
        try (RawClient client = new RawClient(server, request + "\r\n" + HEALTH)) {
            assertEquals("{\"status\":\"healthy\"}", client.read().orElseThrow().body());
            assertEquals("{\"status\":\"healthy\"}", client.read().orElseThrow().body());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONNECT localhost:80 ", "OPTIONS * ", "GET localhost:80 ", "GET health ", "GET //host/health ",
            "GET /../../etc/passwd ", "GET /ui/%2e%2e/health ", "GET /ui/%00 ", "GET /%ff "})
    void targetThatLeadsNowhereIsNotFound(String line) throws Exception {
        try (RawClient client = new RawClient(server, line + HOST + "\r\n" + HEALTH)) {
            assertEquals(404, client.read().orElseThrow().status());
            assertEquals("{\"status\":\"healthy\"}", client.read().orElseThrow().body());
        }
    }

    private void assertHealthIsAnsweredNext(String method, String request) throws Exception {
        try (RawClient client = new RawClient(server, request + HEALTH)) {
            assertTrue(client.read(!method.equals("HEAD")).orElseThrow().status() < 500);

            Optional<Response> next = client.read();
            assertEquals(200, next.map(Response::status).orElse(200));
            assertEquals("{\"status\":\"healthy\"}", next.map(Response::body).orElse("{\"status\":\"healthy\"}"));
        }
    }
}
