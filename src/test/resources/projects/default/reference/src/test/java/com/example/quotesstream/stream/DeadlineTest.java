package com.example.quotesstream.stream;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Scanner;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.logging.Level;

import com.example.quotesstream.stream.StreamEnd.Outcome;

import io.helidon.json.JsonObject;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class DeadlineTest {
    private static final Map<String, String> SOON = Map.of("stream.max-duration", "PT0.1S");
    /** Time enough for a token before. */
    private static final Map<String, String> LATER = Map.of("stream.max-duration", "PT0.5S", "stream.limit.permits", "1");
    private static final String[] PAST_DEADLINE = {"x-amzn-lambda-context", "{\"deadline\":0}"};
    private static final String PROBLEM =
            "{\"title\":\"Gateway Timeout\",\"status\":504,\"detail\":\"The stream has reached its time limit\"}";

    private final Semaphore release = new Semaphore(0);
    private final BlockingQueue<Throwable> seen = new LinkedBlockingQueue<>();

    @AutoClose
    private final Log log = new Log();
    @AutoClose
    private final Log warnings = new Log(Stream.class);

    @Test
    void deadlineBeforeTheFirstTokenIsAProblem() throws Exception {
        try (TestServer server = new TestServer((request, tokens) -> release.acquire(), SOON)) {
            HttpResponse<String> response = server.get("/");

            assertEquals(504, response.statusCode());
            assertEquals("application/problem+json", response.headers().firstValue("Content-Type").orElseThrow());
            assertEquals(PROBLEM, response.body());
        }
    }

    @Test
    void deadlineAfterTheFirstTokenIsTheErrorOfTheFormat() throws Exception {
        TokenSource source = (request, tokens) -> {
            tokens.accept("a");
            release.acquire();
        };
        try (TestServer server = new TestServer(source, LATER)) {
            assertEquals("a\nerror " + PROBLEM + "\n", server.get("/").body());
        }
    }

    @Test
    void deadlineCutsOffAFormatWithoutErrors() throws Exception {
        TokenSource source = (request, tokens) -> {
            tokens.accept("a");
            release.acquire();
        };
        try (TestServer server = new TestServer(source, LATER)) {
            InputStream body = server.stream("/", "Accept", Bare.TYPE).body();

            assertEquals('a', body.read());
            assertThrows(IOException.class, body::readAllBytes);
        }
    }

    @Test
    void sourceThatNeverPausesIsEndedToo() throws Exception {
        TokenSource source = (request, tokens) -> {
            while (true) {
                tokens.accept("a");
            }
        };
        try (TestServer server = new TestServer(source, LATER)) {
            assertTrue(server.get("/").body().endsWith("a\nerror " + PROBLEM + "\n"));
            assertEquals(Outcome.TIMED_OUT, log.next().outcome());
        }
    }

    @Test
    void sourceIsInterrupted() throws Exception {
        TokenSource source = (request, tokens) -> {
            try {
                release.acquire();
            } catch (InterruptedException e) {
                seen.add(e);
                throw e;
            }
        };
        try (TestServer server = new TestServer(source, SOON)) {
            server.get("/");

            assertInstanceOf(InterruptedException.class, seen.take());
        }
    }

    @Test
    void deadlineIsLoggedAndCountedOnce() throws Exception {
        Ends ends = new Ends();
        try (TestServer server = new TestServer(
                streams -> streams.source("/", (request, tokens) -> release.acquire()).listener(ends), SOON)) {
            server.get("/");
        }

        Log.Entry entry = log.next();
        assertEquals(Outcome.TIMED_OUT, entry.outcome());
        assertEquals(Level.WARNING, entry.record().getLevel());
        assertTrue(log.isEmpty());
        assertTrue(warnings.isEmpty());
        assertEquals(List.of(entry.end()), ends.all());
    }

    @Test
    void deadlineOfLambdaComesFirst() throws Exception {
        try (TestServer server = new TestServer((request, tokens) -> release.acquire())) {
            HttpResponse<String> response = server.get("/",
                    "x-amzn-lambda-context", "{\"request_id\":\"a\",\"deadline\":" + (System.currentTimeMillis() + 100) + "}");

            assertEquals(504, response.statusCode());
        }
    }

    @Test
    void deadlineInTheDistantFutureIsNone() throws Exception {
        try (TestServer server = new TestServer((request, tokens) -> tokens.accept("a"), Map.of("stream.limit.permits", "1"))) {
            for (int i = 0; i < 2; i++) {
                assertEquals("a\ndone\n", server.get("/", "x-amzn-lambda-context", "{\"deadline\":999999999999999}").body());
            }
        }
    }

    @Test
    void clientThatReadsOnlyAfterTheDeadlineIsToldToo() throws Exception {
        StreamFormat format = new Lines() {
            @Override
            public String error(String id, int index, JsonObject problem) {
                release.release();
                return super.error(id, index, problem);
            }
        };
        try (TestServer server = TestServer.routing((routing, config) -> routing.register(new StreamService(config.get("stream"))
                        .source("/", (request, tokens) -> tokens.accept("a".repeat(10_000_000)))
                        .format(format)));
                Socket client = server.connect(
                        "GET / HTTP/1.1\r\nHost: localhost\r\nx-amzn-lambda-context: {\"deadline\":%s}\r\n\r\n"
                                .formatted(System.currentTimeMillis() + 1_000));
                Scanner response = new Scanner(client.getInputStream(), StandardCharsets.UTF_8)) {
            release.acquire();

            assertTrue(response.useDelimiter("\r\n").tokens().anyMatch(("error " + PROBLEM + "\n")::equals));
        }
    }

    @Test
    void sourceThatReturnsWhenItIsInterruptedHasTimedOut() throws Exception {
        TokenSource source = (request, tokens) -> {
            tokens.accept("a");
            try {
                release.acquire();
            } catch (InterruptedException e) {
                // Returns as if all were well
            }
        };
        try (TestServer server = new TestServer(source, LATER)) {
            assertEquals("a\nerror " + PROBLEM + "\n", server.get("/").body());
        }
        assertEquals(Outcome.TIMED_OUT, log.next().outcome());
        assertTrue(log.isEmpty());
    }

    @Test
    void sourceThatFailsWhenItIsInterruptedHasTimedOut() throws Exception {
        TokenSource source = (request, tokens) -> {
            try {
                release.acquire();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        };
        try (TestServer server = new TestServer(source, SOON)) {
            assertEquals(PROBLEM, server.get("/").body());
        }
        assertEquals(Outcome.TIMED_OUT, log.next().outcome());
    }

    @Test
    void endOfAStreamThatHasTimedOutMakesRoomForTheNext() throws Exception {
        try (TestServer server = new TestServer((request, tokens) -> release.acquire(), LATER)) {
            for (int i = 0; i < 3; i++) {
                assertEquals(504, server.get("/", PAST_DEADLINE).statusCode());
                assertEquals(Outcome.TIMED_OUT, log.next().outcome());
            }
        }
    }

    @Test
    void clientOfASourceThatIgnoresItsInterruptIsToldAtOnce() throws Exception {
        try (TestServer server = new TestServer((request, tokens) -> release.acquireUninterruptibly(), SOON)) {
            assertEquals(PROBLEM, server.get("/").body());
            release.release();
        }
    }

    @Test
    void clientOfASourceThatIgnoresItsInterruptIsToldAtOnceAfterAToken() throws Exception {
        TokenSource source = (request, tokens) -> {
            tokens.accept("a");
            release.acquireUninterruptibly();
        };
        try (TestServer server = new TestServer(source, LATER); BufferedReader body = read(server.stream("/"))) {
            assertEquals("a", body.readLine());
            assertEquals("error " + PROBLEM, body.readLine());
            release.release();
        }
    }

    @Test
    void sourceThatIgnoresItsInterruptIsNamedInOneWarning() throws Exception {
        TokenSource ignores = new IgnoresInterrupts();
        TokenSource silent = (request, tokens) -> Thread.sleep(60_000);
        try (TestServer server = new TestServer(streams -> streams.source("/", ignores).source("/silent", silent),
                Map.of("stream.heartbeat", "PT0.05S", "stream.max-duration", "PT60S"))) {
            server.getLater("/", PAST_DEADLINE);
            Log.Entry warning = warnings.next();
            // Each heartbeat is a round of the watch, which could warn again
            BufferedReader heartbeats = read(server.stream("/silent"));
            for (int i = 0; i < 5; i++) {
                assertEquals("heartbeat", heartbeats.readLine());
            }
            release.release();

            assertEquals(Level.WARNING, warning.record().getLevel());
            assertEquals(ignores.getClass().getName(), warning.record().getParameters()[0]);
            assertTrue(warnings.isEmpty());
        }
    }

    @Test
    void sourceThatIgnoresItsInterruptKeepsItsPlaceUntilItReturns() throws Exception {
        TokenSource source = (request, tokens) -> {
            tokens.accept("a");
            release.acquireUninterruptibly();
        };
        try (TestServer server = new TestServer(source, LATER); BufferedReader body = read(server.stream("/"))) {
            assertEquals("a", body.readLine());
            assertEquals("error " + PROBLEM, body.readLine());
            assertEquals(503, server.get("/").statusCode());

            release.release(2);
            assertEquals(0, body.lines().count());
            assertEquals(200, server.get("/").statusCode());
        }
    }

    @Test
    void sourceThatIgnoresItsInterruptHoldsUpNoOtherRequest() throws Exception {
        TokenSource source = (request, tokens) -> {
            if (request.query().contains("ignore")) {
                release.acquireUninterruptibly();
            }
        };
        try (TestServer server = new TestServer(source)) {
            assertEquals(504, server.get("/?ignore", PAST_DEADLINE).statusCode());
            // A client would send it on the connection that it has
            assertEquals(200, server.get("/").statusCode());
            release.release();
        }
    }

    @Test
    void interruptReachesNoRequestThatFollowsOnTheConnection() throws Exception {
        BlockingQueue<Thread> threads = new LinkedBlockingQueue<>();
        TokenSource source = (request, tokens) -> {
            threads.add(Thread.currentThread());
            tokens.accept("a");
            if (request.query().contains("late")) {
                // Returns without having taken notice of it
                while (!Thread.currentThread().isInterrupted()) {
                    Thread.onSpinWait();
                }
            } else {
                Thread.sleep(1);
            }
        };
        try (TestServer server = new TestServer(source, LATER)) {
            assertEquals("a\nerror " + PROBLEM + "\n", server.get("/?late").body());
            assertEquals("a\ndone\n", server.get("/").body());
        }
        assertSame(threads.take(), threads.take());
    }

    @Test
    void interruptThatComesAsTheSourceReturnsReachesNoRequestThatFollows() throws Exception {
        TokenSource source = (request, tokens) -> {
            tokens.accept("a");
            if (request.query().contains("late")) {
                long end = System.nanoTime() + ThreadLocalRandom.current().nextLong(4_000_000);
                while (System.nanoTime() < end) {
                    Thread.onSpinWait();
                }
            } else {
                Thread.sleep(1);
            }
        };
        // The watch looks every 2 ms
        try (TestServer server = new TestServer(source, Map.of("stream.heartbeat", "PT0.02S"))) {
            for (int i = 0; i < 50; i++) {
                server.get("/?late", PAST_DEADLINE);
                assertEquals("a\ndone\n", server.get("/").body().replace("heartbeat\n", ""));
            }
        }
    }

    private static BufferedReader read(HttpResponse<InputStream> response) {
        return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    /**
     * A source with a name.
     */
    private final class IgnoresInterrupts implements TokenSource {
        @Override
        public void send(StreamRequest request, Consumer<String> tokens) {
            release.acquireUninterruptibly();
        }
    }
}
