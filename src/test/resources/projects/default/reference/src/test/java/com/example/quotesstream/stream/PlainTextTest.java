package com.example.quotesstream.stream;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.util.Map;

import io.helidon.http.Status;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class PlainTextTest {
    private static final String[] TEXT = {"Accept", "text/plain"};

    @Test
    void textIsTheTokensAndNothingElse() throws Exception {
        try (TestServer server = serve((request, tokens) -> {
            tokens.accept("a ");
            tokens.accept("\n");
            tokens.accept("\"ä\"");
        })) {
            HttpResponse<String> response = server.get("/", TEXT);

            assertEquals("text/plain; charset=UTF-8", response.headers().firstValue("Content-Type").orElseThrow());
            assertEquals("a \n\"ä\"", response.body());
        }
    }

    @Test
    void textIsCutOffIfItFails() throws Exception {
        try (TestServer server = serve((request, tokens) -> {
            tokens.accept("a");
            throw new ProblemException(Status.BAD_GATEWAY_502, "No model");
        })) {
            InputStream body = server.stream("/", TEXT).body();

            assertEquals('a', body.read());
            assertThrows(IOException.class, body::readAllBytes);
        }
    }

    @Test
    void textHasNoHeartbeats() {
        assertEquals("", new PlainText().heartbeat());
    }

    private static TestServer serve(TokenSource source) {
        return new TestServer(streams -> streams.source("/", source).format(new PlainText()), Map.of());
    }
}
