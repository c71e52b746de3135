package ${package};

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import ${package}.FakeBedrock.Answer;
import ${package}.stream.StreamFormat;
import ${package}.stream.StreamService;
import ${package}.stream.TestServer;

import io.helidon.config.Config;
import io.helidon.config.ConfigSources;
import io.helidon.json.JsonObject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The service and the SDK's own client, in front of a fake of Bedrock on the wire.
 */
class BedrockTest {
    private static final String PROMPT = "{\"prompt\": \"a secret question\"}";

    private static final BlockingQueue<JsonObject> REQUESTS = new LinkedBlockingQueue<>();
    private static FakeBedrock bedrock;
    private static volatile FakeBedrock.Model model;

    private final CountDownLatch hangUp = new CountDownLatch(1);

    @AutoClose
    private final TestServer server = TestServer.routing((routing, config) -> routing.register(
            new StreamService(config.get("stream")).format(new Format()).source("/", new Bedrock(Config.just(
                    ConfigSources.create(Map.of("bedrock.read-timeout", "PT3S", "bedrock.max-messages", "3",
                            "bedrock.max-characters", "20")), ConfigSources.create(config))))));

    @BeforeAll
    static void start() {
        bedrock = new FakeBedrock((request, answer) -> {
            REQUESTS.add(request);
            model.answer(request, answer);
        });
        System.setProperty("aws.endpointUrlBedrockRuntime", bedrock.url());
        System.setProperty("aws.accessKeyId", "fake");
        System.setProperty("aws.secretAccessKey", "fake");
    }

    @AfterAll
    static void stop() {
        bedrock.close();
        List.of("aws.endpointUrlBedrockRuntime", "aws.accessKeyId", "aws.secretAccessKey").forEach(System::clearProperty);
        REQUESTS.clear();
    }

    BedrockTest() {
        REQUESTS.clear();
    }

    @Test
    void textGoesOutWhenItComes() throws Exception {
        CountDownLatch received = new CountDownLatch(1);
        model = (request, answer) -> {
            answer.delta("Hello ");
            await(received);
            answer.delta("world");
            answer.stop("end_turn", 5, 2);
        };
        try (Socket client = connect("")) {
            read(client, "Hello ");
            received.countDown();
            read(client, "world");
        }
    }

    @Test
    void doneHasTheReasonAndTheCounts() throws Exception {
        model = FakeBedrock::repeat;

        assertEquals("a secret question done {\"stopReason\":\"end_turn\",\"inputTokens\":3,\"outputTokens\":3}",
                post(PROMPT).body());
    }

    @Test
    void chunksMayEndAnywhere() throws Exception {
        model = (request, answer) -> {
            for (byte next : Answer.deltaFrame("in pieces, ä😀")) {
                answer.write(next);
            }
            answer.stop("max_tokens", 1, 1);
        };

        assertTrue(post(PROMPT).body().startsWith("in pieces, ä😀 done {\"stopReason\":\"max_tokens\","));
    }

    @Test
    void modelGetsTheConversationAndTheConfiguration() throws Exception {
        model = FakeBedrock::repeat;
        post("""
                {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"},
                    {"role": "user", "content": "Who?"}]}""");
        JsonObject request = REQUESTS.take();

        assertEquals("[{\"role\":\"user\",\"content\":[{\"text\":\"Hi\"}]},{\"role\":\"assistant\",\"content\":"
                + "[{\"text\":\"Hello\"}]},{\"role\":\"user\",\"content\":[{\"text\":\"Who?\"}]}]",
                request.value("messages").orElseThrow().toString());
        assertEquals("{\"maxTokens\":1024,\"temperature\":0.7}", request.value("inferenceConfig").orElseThrow().toString());
        assertTrue(request.value("system").orElseThrow().toString().startsWith("[{\"text\":\"You are"), request.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{'prompt': 1}", "{'prompt': ''}", "{'prompt': ' '}", "{'prompt': '123456789012345678901'}",
        "{'prompt': 'a', 'messages': []}", "{'messages': 'a'}", "{'messages': []}", "{'messages': ['a']}",
        "{'messages': [{'role': 'user'}]}", "{'messages': [{'role': 'system', 'content': 'a'}]}",
        "{'messages': [{'role': 'user', 'content': 'a'}, {'role': 'assistant', 'content': 'a'}]}",
        "{'messages': [{'role': 'user', 'content': '1234567890'}, {'role': 'assistant', 'content': '1234567890'},"
            + " {'role': 'user', 'content': '1'}]}",
        "{'messages': [{'role': 'user', 'content': 'a'}, {'role': 'assistant', 'content': 'a'},"
            + " {'role': 'user', 'content': 'a'}, {'role': 'assistant', 'content': 'a'}, {'role': 'user', 'content': 'a'}]}"})
    void whatIsNoPromptIsRefusedBeforeTheModelIsAsked(String body) throws Exception {
        HttpResponse<String> response = post(body.replace('\'', '"'));

        assertEquals(400, response.statusCode());
        assertTrue(response.body().contains("at most 3 objects") && response.body().contains("at most 20 characters"));
        assertTrue(REQUESTS.isEmpty());
    }

    @ParameterizedTest
    @CsvSource({"429, ThrottlingException, 429, 3", "429, ModelNotReadyException, 429, 3", "400, ValidationException, 400, 1",
        "403, AccessDeniedException, 502, 1", "404, ResourceNotFoundException, 502, 1", "424, ModelErrorException, 502, 1",
        "500, InternalServerException, 502, 3", "503, ServiceUnavailableException, 502, 3"})
    void refusalsAreToldByTheirKind(int status, String type, int told, int attempts) throws Exception {
        model = (request, answer) -> answer.refuse(status, type);
        HttpResponse<String> response = post(PROMPT);

        assertEquals(told, response.statusCode(), response.body());
        assertEquals(told == 429, response.headers().firstValue("Retry-After").isPresent());
        assertFalse(response.body().contains("reason"), response.body());
        assertEquals(attempts, REQUESTS.size());
    }

    @Test
    void anotherAttemptMayHaveTheAnswer() throws Exception {
        model = (request, answer) -> {
            if (REQUESTS.size() < 3) {
                answer.refuse(429, "ThrottlingException");
            } else {
                answer.delta("at last");
                answer.stop("end_turn", 1, 1);
            }
        };

        assertTrue(post(PROMPT).body().startsWith("at last done "));
    }

    @ParameterizedTest
    @CsvSource({"modelStreamErrorException, 502", "internalServerException, 502", "serviceUnavailableException, 502",
        "throttlingException, 429", "validationException, 400", "cut, 502", "end, 502", "stall, 502"})
    void answerThatBreaksOffIsAnErrorAndNotRepeated(String kind, int status) throws Exception {
        model = (request, answer) -> {
            answer.delta("Hello ");
            switch (kind) {
                case "cut" -> { }
                case "end" -> answer.close();
                case "stall" -> await(hangUp);
                default -> answer.fail(kind);
            }
        };
        String body = post(PROMPT).body();
        hangUp.countDown();

        assertTrue(body.matches("Hello  error \\{.*\"status\":" + status + ".*}"), body);
        assertFalse(body.contains("reason"), body);
        assertEquals(1, REQUESTS.size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"deadline", "client", "shutdown"})
    void whatEndsTheStreamCancelsTheCall(String reason) throws Exception {
        CountDownLatch cancelled = new CountDownLatch(1);
        model = (request, answer) -> {
            try {
                while (true) {
                    answer.delta("more ");
                    Thread.sleep(20);
                }
            } catch (IOException e) {
                cancelled.countDown();
            }
        };
        long deadline = System.currentTimeMillis() + (reason.equals("deadline") ? 4_000 : 60_000);
        try (Socket client = connect("x-amzn-lambda-context: {\"deadline\":" + deadline + "}\r\n")) {
            read(client, "more ");
            switch (reason) {
                case "client" -> client.close();
                case "shutdown" -> server.close();
                default -> { }
            }
            await(cancelled);
        }
    }

    @Test
    void noPromptAndNoAnswerIsLogged() throws Exception {
        StringBuffer log = new StringBuffer();
        CountDownLatch failed = new CountDownLatch(1);
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord record) {
                log.append(new LogFormatter(true).format(record));
                if (log.indexOf("the reason for AccessDeniedException") >= 0) {
                    failed.countDown();
                }
            }

            @Override
            public void flush() {
            }

            @Override
            public void close() {
            }
        };
        Logger.getLogger("").addHandler(handler);
        try {
            model = FakeBedrock::repeat;
            post(PROMPT);
            model = (request, answer) -> answer.refuse(403, "AccessDeniedException");
            post(PROMPT);
            await(failed);
        } finally {
            Logger.getLogger("").removeHandler(handler);
        }

        assertTrue(log.indexOf("\"facts\":{\"stopReason\":\"end_turn\",\"inputTokens\":3,\"outputTokens\":3}") >= 0,
                log.toString());
        assertFalse(log.toString().matches("(?s).*(secret|question).*"), log.toString());
    }

    private HttpResponse<String> post(String body) throws Exception {
        return server.send("POST", "/", BodyPublishers.ofString(body), "Content-Type", "application/json");
    }

    private Socket connect(String headers) throws IOException {
        return server.connect("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" + headers
                + "Content-Length: " + PROMPT.length() + "\r\n\r\n" + PROMPT);
    }

    private static void read(Socket client, String text) throws IOException {
        InputStream in = client.getInputStream();
        StringBuilder read = new StringBuilder();
        while (read.indexOf(text) < 0) {
            byte[] bytes = new byte[1024];
            int length = in.read(bytes);
            assertTrue(length > 0, "the end came after " + read);
            read.append(new String(Arrays.copyOf(bytes, length), StandardCharsets.UTF_8));
        }
    }

    private static void await(CountDownLatch latch) throws InterruptedException {
        assertTrue(latch.await(30, TimeUnit.SECONDS));
    }

    /**
     * Tells all on one line.
     */
    private static final class Format implements StreamFormat {
        @Override
        public String mediaType() {
            return "text/x-line";
        }

        @Override
        public String token(String id, int index, String text) {
            return text;
        }

        @Override
        public String done(String id, JsonObject facts) {
            return " done " + facts;
        }

        @Override
        public String error(String id, int index, JsonObject problem) {
            return " error " + problem;
        }
    }
}
