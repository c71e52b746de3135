package ${package};

import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

import ${package}.stream.TestServer;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class MainTest {
    @AutoClose
    private final TestServer server = TestServer.of(Main::start);

    @Test
    void healthIsJson() throws Exception {
        HttpResponse<String> response = server.get("/health");

        assertEquals(200, response.statusCode());
        assertEquals("application/json", response.headers().firstValue("Content-Type").orElseThrow());
        assertEquals("{\"status\":\"healthy\"}", response.body());
    }

    @Test
    void unknownPathIsNotFound() throws Exception {
        assertEquals(404, server.get("/unknown").statusCode());
    }

    @Test
    void sourceIsServed() throws Exception {
        HttpResponse<String> response = server.send("PUT", "/", BodyPublishers.noBody());

        assertEquals(405, response.statusCode());
        assertTrue(response.headers().firstValue("Allow").orElseThrow().contains("POST"));
    }

    @Test
    void bodiesHaveALimit() throws Exception {
        assertEquals("413", status("POST /health HTTP/1.1\r\nHost: localhost\r\nContent-Length: 6291457\r\n\r\n"));
    }

    @Test
    void headersHaveALimit() throws Exception {
        assertEquals("400", status("GET /health HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(16_384) + "\r\n\r\n"));
    }

    private String status(String request) throws Exception {
        try (Socket client = server.connect(request)) {
            return new String(client.getInputStream().readNBytes("HTTP/1.1 000".length()), StandardCharsets.US_ASCII)
                    .substring("HTTP/1.1 ".length());
        }
    }
}
