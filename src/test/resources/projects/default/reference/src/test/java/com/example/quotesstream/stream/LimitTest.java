package com.example.quotesstream.stream;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import com.example.quotesstream.stream.StreamEnd.Outcome;

import io.helidon.http.Status;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LimitTest {
    private static final int CLIENTS = 2 * TestServer.LIMIT;

    private final Semaphore begun = new Semaphore(0);
    private final Semaphore release = new Semaphore(0);
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger peak = new AtomicInteger();

    @AutoClose
    private final Log log = new Log();

    @Test
    void sourcesShareOneLimit() throws Exception {
        try (TestServer server = new TestServer(
                streams -> streams.source("/one", this::send).source("/two", this::send), Map.of())) {
            List<CompletableFuture<HttpResponse<String>>> responses = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                responses.add(server.getLater(i % 2 == 0 ? "/one" : "/two"));
            }
            for (int i = 0; i < CLIENTS - TestServer.LIMIT; i++) {
                assertEquals(Outcome.REJECTED, log.next().outcome());
            }
            begun.acquire(TestServer.LIMIT);
            release.release(TestServer.LIMIT);

            List<Integer> statuses = responses.stream().map(response -> response.join().statusCode()).sorted().toList();
            assertEquals(List.of(200, 200, 200, 200, 503, 503, 503, 503), statuses);
            assertEquals(TestServer.LIMIT, peak.get());
        }
    }

    @Test
    void clientBeyondTheLimitIsToldWhenToRetry() throws Exception {
        try (TestServer server = new TestServer(this::send, Map.of("stream.limit.permits", "1"))) {
            server.stream("/");
            HttpResponse<String> response = server.get("/");

            assertEquals(503, response.statusCode());
            assertEquals("application/problem+json", response.headers().firstValue("Content-Type").orElseThrow());
            assertEquals("1", response.headers().firstValue("Retry-After").orElseThrow());
            assertTrue(response.body().endsWith("\"detail\":\"Concurrency limit reached. Retry later.\"}"), response.body());
        }
    }

    @Test
    void headTakesNoPlaceOfAStream() throws Exception {
        try (TestServer server = new TestServer(this::send, Map.of("stream.limit.permits", "1"))) {
            assertEquals(200, server.send("HEAD", "/", BodyPublishers.noBody()).statusCode());
            String type = server.stream("/").headers().firstValue("Content-Type").orElseThrow();
            HttpResponse<String> response = server.send("HEAD", "/", BodyPublishers.noBody());

            assertEquals(200, response.statusCode());
            assertEquals(type, response.headers().firstValue("Content-Type").orElseThrow());
            assertEquals("", response.body());
            assertEquals(1, peak.get());
        }
    }

    @Test
    void endOfAStreamMakesRoomForTheNext() throws Exception {
        TokenSource source = (request, tokens) -> {
            switch (request.query().get("end")) {
                case "refused" -> throw new ProblemException(Status.BAD_REQUEST_400, "refused");
                case "failed" -> throw new AssertionError("failed");
                default -> tokens.accept("a");
            }
        };
        try (TestServer server = new TestServer(source, Map.of("stream.limit.permits", "1"))) {
            for (String end : List.of("refused", "failed", "completed", "completed")) {
                server.get("/?end=" + end);

                assertEquals(end, log.next().outcome().toString());
            }
        }
    }

    @Test
    void clientThatHasDisconnectedMakesRoomForTheNext() throws Exception {
        TokenSource endless = (request, tokens) -> {
            while (true) {
                tokens.accept("a");
            }
        };
        try (TestServer server = new TestServer(endless, Map.of("stream.limit.permits", "1"))) {
            for (int round = 0; round < 3; round++) {
                server.stream("/").body().close();

                assertEquals(Outcome.CLIENT_GONE, log.next().outcome());
            }
        }
    }

    private void send(StreamRequest request, Consumer<String> tokens) throws InterruptedException {
        peak.accumulateAndGet(running.incrementAndGet(), Math::max);
        begun.release();
        tokens.accept("a");
        release.acquire();
        running.decrementAndGet();
    }
}
