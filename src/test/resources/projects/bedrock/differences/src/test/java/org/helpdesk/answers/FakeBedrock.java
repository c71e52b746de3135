package org.helpdesk.answers;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Executors;

import io.helidon.json.JsonObject;
import io.helidon.json.JsonParser;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import software.amazon.awssdk.eventstream.HeaderValue;
import software.amazon.awssdk.eventstream.Message;

/**
 * Amazon Bedrock on this machine: ConverseStream on the wire, with the answers of a test.
 */
public final class FakeBedrock implements AutoCloseable {
    private static final int BACKLOG = 500;

    private final HttpServer server;

    FakeBedrock(Model model) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/model/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            try (exchange) {
                model.answer(JsonParser.create(body).readJsonObject(), new Answer(exchange));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
    }

    /** Runs a command with a model that repeats each prompt word by word, and ends with its exit status. */
    public static void main(String[] command) throws Exception {
        FakeBedrock bedrock = new FakeBedrock(FakeBedrock::repeat);
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        builder.environment().putAll(Map.of("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", bedrock.url(),
                "AWS_ACCESS_KEY_ID", "fake", "AWS_SECRET_ACCESS_KEY", "fake"));
        Process process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            process.destroy();
            process.onExit().join();
        }));
        System.exit(process.waitFor());
    }

    static void repeat(JsonObject request, Answer answer) throws IOException, InterruptedException {
        JsonObject last = request.arrayValue("messages").orElseThrow().values().getLast().asObject();
        String prompt = last.arrayValue("content").orElseThrow().values().getFirst().asObject().stringValue("text").orElseThrow();
        String[] words = prompt.split("(?<= )");
        for (String word : words) {
            answer.delta(word);
            Thread.sleep(50);
        }
        answer.stop("end_turn", words.length, words.length);
    }

    /** What the SDK takes for Bedrock's. */
    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    /**
     * What answers a request.
     */
    interface Model {
        void answer(JsonObject request, Answer answer) throws IOException, InterruptedException;
    }

    /**
     * An answer, which is cut off unless one of these methods has ended it.
     */
    static final class Answer {
        private final HttpExchange exchange;
        private OutputStream body;

        Answer(HttpExchange exchange) {
            this.exchange = exchange;
        }

        /** Answers with a status instead of a stream. */
        void refuse(int status, String type) throws IOException {
            exchange.getResponseHeaders().set("x-amzn-ErrorType", type);
            byte[] message = message(type);
            exchange.sendResponseHeaders(status, message.length);
            exchange.getResponseBody().write(message);
        }

        void delta(String text) throws IOException {
            write(deltaFrame(text));
        }

        static byte[] deltaFrame(String text) {
            return frame("event", "contentBlockDelta", JsonObject.builder().set("contentBlockIndex", 0)
                    .set("delta", JsonObject.builder().set("text", text).build()).build().toString());
        }

        void stop(String reason, int inputTokens, int outputTokens) throws IOException {
            write(frame("event", "contentBlockStop", "{\"contentBlockIndex\":0}"));
            write(frame("event", "messageStop", JsonObject.builder().set("stopReason", reason).build().toString()));
            write(frame("event", "metadata", JsonObject.builder().set("usage", JsonObject.builder()
                    .set("inputTokens", inputTokens).set("outputTokens", outputTokens)
                    .set("totalTokens", inputTokens + outputTokens).build()).build().toString()));
            close();
        }

        /** Ends the stream by an exception. */
        void fail(String type) throws IOException {
            write(frame("exception", type, new String(message(type), StandardCharsets.UTF_8)));
            close();
        }

        void close() throws IOException {
            body.close();
        }

        void write(byte... bytes) throws IOException {
            if (body == null) {
                exchange.getResponseHeaders().set("Content-Type", "application/vnd.amazon.eventstream");
                exchange.sendResponseHeaders(200, 0);
                body = exchange.getResponseBody();
                body.write(frame("event", "messageStart", "{\"role\":\"assistant\"}"));
            }
            body.write(bytes);
            body.flush();
        }

        private static byte[] message(String type) {
            return ("{\"message\":\"the reason for " + type + "\"}").getBytes(StandardCharsets.UTF_8);
        }

        private static byte[] frame(String kind, String type, String payload) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            new Message(Map.of(
                    ":message-type", HeaderValue.fromString(kind),
                    ":" + kind + "-type", HeaderValue.fromString(type),
                    ":content-type", HeaderValue.fromString("application/json")),
                    payload.getBytes(StandardCharsets.UTF_8)).encode(bytes);
            return bytes.toByteArray();
        }
    }
}
