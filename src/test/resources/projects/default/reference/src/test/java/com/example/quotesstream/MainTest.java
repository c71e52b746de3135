package com.example.quotesstream;

import java.net.http.HttpResponse;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class MainTest {
    private final TestServer server = new TestServer();

    @AfterEach
    void close() {
        server.close();
    }

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
    void otherMethodsAreNotAllowed() throws Exception {
        for (String path : new String[] {"/", "/events", "/ndjson", "/health"}) {
            HttpResponse<String> response = server.send("POST", path);

            assertEquals(405, response.statusCode(), path);
            assertEquals("GET", response.headers().firstValue("Allow").orElseThrow(), path);
        }
    }
}
