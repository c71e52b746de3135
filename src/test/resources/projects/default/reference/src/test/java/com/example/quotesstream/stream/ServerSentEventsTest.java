package com.example.quotesstream.stream;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

import io.helidon.http.Status;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ServerSentEventsTest {
    private static final List<String> TOKENS = List.of("a ", "\n", "\"ä\"");

    private final BlockingQueue<Integer> firsts = new LinkedBlockingQueue<>();
    private final TokenSource resumable = new TokenSource() {
        @Override
        public boolean resumable() {
            return true;
        }

        @Override
        public void send(StreamRequest request, Consumer<String> tokens) {
            firsts.add(request.first());
            TOKENS.stream().skip(request.first()).forEach(tokens);
            if (request.query().contains("fail")) {
                throw new ProblemException(Status.BAD_GATEWAY_502, "No model");
            }
        }
    };

    @Test
    void eventsEndWithTheirIdsAndTheStreamWithDone() throws Exception {
        try (TestServer server = serve(resumable)) {
            HttpResponse<String> response = server.get("/", events());
            String id = response.headers().firstValue("Stream-Id").orElseThrow();

            assertEquals("text/event-stream", response.headers().firstValue("Content-Type").orElseThrow());
            assertEquals("""
                    data: "a "
                    id: ID-1

                    data: "\\n"
                    id: ID-2

                    data: "\\"ä\\""
                    id: ID-3

                    event: done
                    data: {}
                    id: ID-end

                    """.replace("ID", id), response.body());
        }
    }

    @Test
    void doneHasTheFactsOfTheSource() throws Exception {
        try (TestServer server = serve((request, tokens) -> request.facts().set("outputTokens", 3).set("text", "\u2028"))) {
            String body = server.get("/", events()).body();

            assertTrue(body.startsWith("event: done\ndata: {\"outputTokens\":3,\"text\":\"\\u2028\"}\nid: "), body);
        }
    }

    @Test
    void errorIsAnEventWithTheIdOfWhatDidNotCome() throws Exception {
        try (TestServer server = serve(resumable)) {
            assertTrue(server.get("/?fail", events("Last-Event-ID", "0123abcd-2")).body().endsWith("""
                    id: 0123abcd-3

                    event: error
                    data: {"title":"Bad Gateway","status":502,"detail":"No model"}
                    id: 0123abcd-3

                    """));
        }
    }

    @Test
    void heartbeatIsACommentThatEndsNoEvent() {
        assertEquals(": heartbeat\n", new ServerSentEvents().heartbeat());
    }

    @Test
    void streamGoesOnAfterTheLastEventThatHasArrived() throws Exception {
        try (TestServer server = serve(resumable)) {
            HttpResponse<String> response = server.get("/", events("Last-Event-ID", "0123abcd-2"));

            assertEquals("0123abcd", response.headers().firstValue("Stream-Id").orElseThrow());
            assertEquals("""
                    data: "\\"ä\\""
                    id: 0123abcd-3

                    event: done
                    data: {}
                    id: 0123abcd-end

                    """, response.body());
            assertEquals(2, firsts.take());
        }
    }

    @Test
    void streamBeginsAfterAnIdThatIsNotOurs() throws Exception {
        try (TestServer server = serve(resumable)) {
            for (String id : List.of("x", "0123abcd", "0123ABCD-1", "0123abcd--1", "0123abcd-1234567890", "")) {
                assertTrue(server.get("/", events("Last-Event-ID", id)).body().startsWith("data: \"a \"\nid: "), id);
            }
        }
    }

    @Test
    void streamThatIsDoneHasNothingMoreForAClientThatReconnects() throws Exception {
        try (TestServer server = serve(resumable)) {
            HttpResponse<String> response = server.get("/", events("Last-Event-ID", "0123abcd-end"));

            assertEquals(204, response.statusCode());
            assertTrue(response.headers().firstValue("Content-Length").isEmpty());
            assertTrue(firsts.isEmpty());
        }
    }

    @Test
    void sourceThatCannotResumeIsNotAskedAgain() throws Exception {
        TokenSource model = (request, tokens) -> firsts.add(request.first());
        try (TestServer server = serve(model)) {
            for (String id : List.of("0123abcd-2", "0123abcd-end", "x")) {
                assertEquals(204, server.get("/", events("Last-Event-ID", id)).statusCode(), id);
            }
            assertTrue(firsts.isEmpty());
        }
    }

    @Test
    void idBeyondTheEndIsAStreamWithoutTokens() throws Exception {
        try (TestServer server = serve(resumable)) {
            assertEquals("""
                    event: done
                    data: {}
                    id: 0123abcd-end

                    """, server.get("/", events("Last-Event-ID", "0123abcd-100000")).body());
        }
    }

    @Test
    void eachStreamHasIdsOfItsOwn() throws Exception {
        try (TestServer server = serve(resumable)) {
            assertNotEquals(server.get("/", events()).body(), server.get("/", events()).body());
        }
    }

    private static String[] events(String... more) {
        return more.length == 0
                ? new String[] {"Accept", "text/event-stream"}
                : new String[] {"Accept", "text/event-stream", more[0], more[1]};
    }

    private static TestServer serve(TokenSource source) {
        return new TestServer(streams -> streams.source("/", source).format(new ServerSentEvents()), Map.of());
    }
}
