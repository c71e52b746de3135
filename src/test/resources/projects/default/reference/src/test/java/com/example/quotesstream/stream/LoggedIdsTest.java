package com.example.quotesstream.stream;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.helidon.logging.common.HelidonMdc;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class LoggedIdsTest {
    @AutoClose
    private final Log log = new Log();

    @Test
    void recordHasTheIdOfItsStream() throws Exception {
        try (TestServer server = new TestServer((request, tokens) -> tokens.accept("a"))) {
            assertLogged(id(server.get("/")));
        }
    }

    @Test
    void recordOfAStreamThatHasFailedHasItsId() throws Exception {
        TokenSource source = (request, tokens) -> {
            throw new AssertionError("told to fail");
        };
        try (TestServer server = new TestServer(source)) {
            assertLogged(id(server.get("/")));
        }
    }

    @Test
    void recordOfAStreamBeyondTheLimitHasItsId() throws Exception {
        TokenSource source = (request, tokens) -> {
            tokens.accept("a");
            Thread.sleep(60_000);
        };
        try (TestServer server = new TestServer(source, Map.of("stream.limit.permits", "1"))) {
            server.stream("/");
            assertLogged(id(server.get("/")));
        }
    }

    @Test
    void recordsOfTheSourceHaveTheIdOfTheirStream() throws Exception {
        try (TestServer server = new TestServer((request, tokens) -> tokens.accept(HelidonMdc.get("streamId").orElseThrow()))) {
            HttpResponse<String> response = server.get("/");

            assertEquals(id(response) + "\ndone\n", response.body());
        }
    }

    @Test
    void idOfAStreamIsNotThatOfTheNextRequest() throws Exception {
        TokenSource source = (request, tokens) -> {
            if (request.query().contains("fail")) {
                throw new AssertionError("told to fail");
            }
        };
        try (TestServer server = TestServer.routing((routing, config) -> routing
                .register(new StreamService(config.get("stream")).format(new Lines()).source("/", source))
                .get("/next", (request, response) -> response.send(HelidonMdc.get("streamId").orElse("none"))))) {
            for (String stream : List.of("/", "/?fail")) {
                server.get(stream);
                assertEquals("none", server.get("/next").body(), stream);
            }
        }
    }

    private void assertLogged(String id) throws InterruptedException {
        Log.Entry entry = log.next();
        assertEquals(id, entry.end().id());
        assertEquals(Optional.of(id), entry.streamId());
    }

    private static String id(HttpResponse<String> response) {
        return response.headers().firstValue("Stream-Id").orElseThrow();
    }
}
