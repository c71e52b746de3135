package com.example.quotesstream.stream;

import java.net.http.HttpResponse;
import java.util.Map;

import io.helidon.http.Status;
import io.helidon.json.JsonParser;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class NdjsonTest {
    private static final String[] NDJSON = {"Accept", "application/x-ndjson"};

    @Test
    void tokensAreLinesAndTheLastSaysThatTheyAreAll() throws Exception {
        try (TestServer server = serve((request, tokens) -> {
            tokens.accept("a ");
            tokens.accept("\n");
            tokens.accept("\"ä\"");
            request.facts().set("stopReason", "end_turn").set("outputTokens", 3);
        })) {
            HttpResponse<String> response = server.get("/", NDJSON);
            String id = response.headers().firstValue("Stream-Id").orElseThrow();

            assertEquals("application/x-ndjson", response.headers().firstValue("Content-Type").orElseThrow());
            assertEquals("""
                    {"id":"ID","index":0,"token":"a "}
                    {"id":"ID","index":1,"token":"\\n"}
                    {"id":"ID","index":2,"token":"\\"ä\\""}
                    {"id":"ID","done":true,"stopReason":"end_turn","outputTokens":3}
                    """.replace("ID", id), response.body());
        }
    }

    @Test
    void errorIsTheLastLine() throws Exception {
        try (TestServer server = serve((request, tokens) -> {
            tokens.accept("a");
            throw new ProblemException(Status.BAD_GATEWAY_502, "No\u2028model");
        })) {
            String body = server.get("/", NDJSON).body();

            assertTrue(body.endsWith(
                    "\"error\":{\"title\":\"Bad Gateway\",\"status\":502,\"detail\":\"No\\u2028model\"}}\n"), body);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r", "\u000b", "\f", "\u001c", "\u0085", "\u2028", "\u2029"})
    void noLineEndOfUnicodeIsWithinALine(String lineEnd) {
        String line = new Ndjson().token("0123abcd", 0, lineEnd);

        assertEquals(line.length() - 1, line.indexOf('\n'));
        assertEquals(1, line.split("\\R").length);
        assertEquals(lineEnd, JsonParser.create(line).readJsonObject().stringValue("token").orElseThrow());
    }

    @Test
    void linesHaveNoHeartbeats() {
        assertEquals("", new Ndjson().heartbeat());
    }

    private static TestServer serve(TokenSource source) {
        return new TestServer(streams -> streams.source("/", source).format(new Ndjson()), Map.of());
    }
}
