package io.tiny;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class StreamFormatTest {
    private static final List<String> TOKENS = List.of("a", " ", "\n", "\"ä\"");

    private final TestServer server = new TestServer((request, tokens) -> {
        for (String token : TOKENS.subList(request.first(), TOKENS.size())) {
            tokens.accept(token);
            // Longer than a heartbeat
            Thread.sleep(request.delay());
        }
    }, Map.of("stream.heartbeat", "PT0.05S"));

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void textIsTheTokens() throws Exception {
        assertEquals("a \n\"ä\"", server.get("/").body());
    }

    @Test
    void linesAreJson() throws Exception {
        assertEquals("""
                {"id":"ID","index":0,"token":"a"}
                {"id":"ID","index":1,"token":" "}
                {"id":"ID","index":2,"token":"\\n"}
                {"id":"ID","index":3,"token":"\\"ä\\""}
                {"id":"ID","done":true,"tokens":4}
                """, withoutId(server.get("/ndjson").body()));
    }

    @Test
    void eventsHaveIdsAndEndWithDone() throws Exception {
        assertEquals("""
                id: ID-0
                data: "a"

                id: ID-1
                data: " "

                id: ID-2
                data: "\\n"

                id: ID-3
                data: "\\"ä\\""

                event: done
                data: {"tokens":4}

                """, withoutId(server.get("/events").body()));
    }

    @Test
    void eventsGoOnAfterTheLastOneThatHasArrived() throws Exception {
        assertEquals("""
                id: 0123abcd-3
                data: "\\"ä\\""

                event: done
                data: {"tokens":4}

                """, server.get("/events", "Last-Event-ID", "0123abcd-2").body());
    }

    @Test
    void eventsBeginAnewAfterAnIdThatIsNotOurs() throws Exception {
        assertTrue(server.get("/events", "Last-Event-ID", "x").body().contains("-0\ndata: \"a\"\n"));
    }

    @Test
    void silenceBetweenEventsIsFilledWithHeartbeats() throws Exception {
        assertTrue(server.get("/events?delay=150").body().contains("data: \"a\"\n\n: heartbeat\n\n"));
        assertEquals("a \n\"ä\"", server.get("/?delay=150").body());
    }

    private static String withoutId(String body) {
        return body.replaceAll("[0-9a-f]{8}", "ID");
    }
}
