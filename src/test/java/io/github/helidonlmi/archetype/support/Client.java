package io.github.helidonlmi.archetype.support;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * An HTTP client that notes when each piece of an answer arrives.
 */
public final class Client implements AutoCloseable {
    /** What the generated project streams. */
    public static final String LINE = "\\[[0-9a-f]{8}] This is streaming from Lambda Managed Instances!\n";
    /** What a generated project with a model is asked for, and its fake model repeats. */
    public static final String PROMPT = "Hello ".repeat(60);
    /** Of both. */
    private static final int TOKENS = 60;
    /** Between two tokens, in ns. */
    private static final long PACE = 50_000_000;

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI root;
    private final boolean prompts;

    public Client(URI root) {
        this(root, false);
    }

    /**
     * @param prompts whether {@code /} takes prompts
     */
    public Client(URI root, boolean prompts) {
        this.root = root;
        this.prompts = prompts;
    }

    public URI root() {
        return root;
    }

    /**
     * Sends a request and reads its answer piece by piece.
     */
    public Answer get(String path) throws IOException, InterruptedException {
        long start = System.nanoTime();
        HttpResponse<InputStream> response = send(request(path));
        StringBuilder text = new StringBuilder();
        List<Long> arrivals = new ArrayList<>();
        byte[] buffer = new byte[8192];
        try (InputStream body = response.body()) {
            for (int length = body.read(buffer); length >= 0; length = body.read(buffer)) {
                arrivals.add(System.nanoTime());
                text.append(new String(buffer, 0, length, StandardCharsets.UTF_8));
            }
        }
        return new Answer(response.statusCode(), response.headers().firstValue("Stream-Id").orElse(""), text.toString(), start,
                arrivals, System.nanoTime());
    }

    public HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(root.resolve(path));
        return prompts && root.resolve(path).getPath().equals("/") ? request.header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"prompt\": \"" + PROMPT + "\"}")) : request;
    }

    /**
     * Sends a request, and leaves the answer's body to be read.
     */
    public HttpResponse<InputStream> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofInputStream());
    }

    /**
     * Sends the same request many times at once, and returns when all are answered.
     */
    public List<Answer> getAtOnce(String path, int count) throws Exception {
        return new Concurrently<>(count, () -> get(path)).results();
    }

    @Override
    public void close() {
        client.shutdownNow();
    }

    /**
     * What a client saw of a response.
     *
     * @param status   the HTTP status
     * @param id       of the stream
     * @param text     the body
     * @param start    when the request was sent, in ns
     * @param arrivals when each piece of the body was there, in ns
     * @param end      when the body was complete, in ns
     */
    public record Answer(int status, String id, String text, long start, List<Long> arrivals, long end) {
        public long firstByte() {
            return arrivals.getFirst() - start;
        }

        public long total() {
            return end - start;
        }

        /** That it is the generated project's line, or the answer of its fake model. */
        public void assertComplete() {
            assertEquals(200, status, text);
            assertTrue(text.equals(PROMPT) || text.matches(LINE) && text.startsWith("[" + id + "]"), text);
        }

        /** That it is that, and came token by token at its pace. */
        public void assertStreamed() {
            assertComplete();
            assertTrue(arrivals.size() >= 50, TOKENS + " tokens came in " + arrivals.size() + " pieces");
            assertTrue(firstByte() < total() / 10,
                    "the first token came after " + firstByte() + " of " + total() + " ns");
            assertTrue(total() >= PACE * (TOKENS - 1), "all was there after " + total() + " ns");
        }

        /** That they are such answers, each with its own id, and that there was a moment when all were under way. */
        public static void assertOverlap(List<Answer> answers) {
            answers.forEach(Answer::assertComplete);
            assertEquals(answers.size(), answers.stream().map(Answer::id).distinct().count(), "ids are not distinct");
            long lastStart = Collections.max(answers.stream().map(answer -> answer.arrivals.getFirst()).toList());
            long firstEnd = Collections.min(answers.stream().map(Answer::end).toList());
            assertTrue(lastStart < firstEnd, "a stream began only after another had ended");
        }
    }
}
