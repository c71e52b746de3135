package com.example.quotesstream.stream;

import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

import io.helidon.json.JsonObject;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class BodyTest {
    private static final int LARGEST = 100;

    private final BlockingQueue<JsonObject> bodies = new LinkedBlockingQueue<>();

    @AutoClose
    private final TestServer server = new TestServer((request, tokens) -> {
        bodies.add(request.body());
        tokens.accept(request.text("text").orElse("none"));
    }, Map.of("stream.max-body-size", String.valueOf(LARGEST)));

    @Test
    void bodyReachesTheSource() throws Exception {
        assertEquals("ä\ndone\n", server.post("/", " {\"text\": \"ä\", \"numbers\": [1, 2]}\r\n").body());
        assertEquals("{\"text\":\"ä\",\"numbers\":[1,2]}", bodies.take().toString());
    }

    @Test
    void bodyMayNameItsCharset() throws Exception {
        assertEquals(200, post(BodyPublishers.ofString("{}"), "application/json; charset=utf-8").statusCode());
    }

    @Test
    void getHasAnEmptyBody() throws Exception {
        assertEquals("none\ndone\n", server.get("/").body());
        assertEquals(JsonObject.empty(), bodies.take());
    }

    @Test
    void fieldThatIsNoTextIsRefused() throws Exception {
        assertProblem(400, "text must be a text", server.post("/", "{\"text\":1}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/xml", "application/json-seq", "/", "x"})
    void otherTypesAreNotSupported(String type) throws Exception {
        assertRefused(415, "Content-Type must be application/json", post(BodyPublishers.ofString("{}"), type));
    }

    @Test
    void bodyWithoutATypeIsNotSupported() throws Exception {
        assertEquals(415, server.send("POST", "/", BodyPublishers.ofString("{}")).statusCode());
    }

    @Test
    void largestBodyIsTaken() throws Exception {
        assertEquals(200, server.post("/", bodyOf(LARGEST)).statusCode());
    }

    @Test
    void bodyThatIsTooLargeIsRefused() throws Exception {
        assertRefused(413, "The body must have at most 100 bytes", server.post("/", bodyOf(LARGEST + 1)));
    }

    @Test
    void bodyThatDoesNotTellItsLengthIsCounted() throws Exception {
        byte[] body = bodyOf(LARGEST + 1).getBytes(StandardCharsets.US_ASCII);

        assertRefused(413, "The body must have at most 100 bytes",
                post(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)), "application/json"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{", "{]", "{\"a\"}", "{\"a\":}", "{'a':1}", "x", "[]", "1", "\"a\"", "null", "true",
            "{}x", "{}{}", "{},", "{\"a\":1}}",
            "{\"a\":\"\u000f\"}", "{\"a\":\"\\q\"}", "{\"a\":\"\\ud800\"}", "{\"\t\":1}", "{\"a\":[{\"b\":1.}]}", "{\"a\":-}"})
    void whatIsNoJsonObjectIsRefused(String body) throws Exception {
        assertRefused(400, "The body must be a JSON object", server.post("/", body));
    }

    @Test
    void numberOfManyDigitsIsNotWrittenOut() throws Exception {
        assertEquals(200, server.post("/", "{\"number\":1e400000000}").statusCode());
    }

    @Test
    void textThatIsNotUtf8IsRefused() throws Exception {
        byte[] latin1 = "{\"text\":\"ä\"}".getBytes(StandardCharsets.ISO_8859_1);

        assertRefused(400, "The body must be a JSON object", post(BodyPublishers.ofByteArray(latin1), "application/json"));
    }

    @Test
    void textThatIsNestedTooDeeplyIsRefused() throws Exception {
        try (TestServer large = new TestServer((request, tokens) -> tokens.accept("a"))) {
            HttpResponse<String> response = large.post("/", "{\"a\":" + "[".repeat(500_000) + "]".repeat(500_000) + "}");

            assertProblem(400, "The body must be a JSON object", response);
            assertEquals(200, large.post("/", "{}").statusCode());
        }
    }

    private HttpResponse<String> post(BodyPublisher body, String type) throws Exception {
        return server.send("POST", "/", body, "Content-Type", type);
    }

    private static String bodyOf(int size) {
        return "{\"text\":\"" + "a".repeat(size - "{\"text\":\"\"}".length()) + "\"}";
    }

    private void assertRefused(int status, String detail, HttpResponse<String> response) {
        assertProblem(status, detail, response);
        assertTrue(bodies.isEmpty(), "The source was called");
    }

    private static void assertProblem(int status, String detail, HttpResponse<String> response) {
        assertEquals(status, response.statusCode());
        assertEquals("application/problem+json", response.headers().firstValue("Content-Type").orElseThrow());
        assertTrue(response.body().endsWith("\"status\":" + status + ",\"detail\":\"" + detail + "\"}"), response.body());
    }
}
