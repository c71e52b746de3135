package com.example.quotesstream.stream;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.logging.Level;

import com.example.quotesstream.stream.StreamEnd.Outcome;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class FailureTest {
    private static final List<Throwable> FAILURES = List.of(
            new IllegalStateException("secret"),
            new IOException("secret"),
            new TimeoutException("secret"),
            new AssertionError("secret"),
            new NoClassDefFoundError("secret"),
            new StackOverflowError("secret"),
            new OutOfMemoryError("secret"),
            new Throwable("secret"));
    private static final String PROBLEM =
            "{\"title\":\"Internal Server Error\",\"status\":500,\"detail\":\"The stream has failed\"}";

    private static final int RETURNS = 400;

    @AutoClose
    private final Log log = new Log();
    private final Ends ends = new Ends();
    private volatile boolean written;

    @ParameterizedTest
    @FieldSource("FAILURES")
    void failureBeforeTheFirstTokenTellsNoInternals(Throwable failure) throws Exception {
        try (TestServer server = serve((request, tokens) -> fail(failure))) {
            HttpResponse<String> response = server.get("/");

            assertEquals(500, response.statusCode());
            assertEquals("application/problem+json", response.headers().firstValue("Content-Type").orElseThrow());
            assertEquals(PROBLEM, response.body());
        }
        assertFailedOnce(failure);
    }

    @ParameterizedTest
    @FieldSource("FAILURES")
    void failureAfterTheFirstTokenTellsNoInternals(Throwable failure) throws Exception {
        try (TestServer server = serve((request, tokens) -> {
            tokens.accept("a");
            fail(failure);
        })) {
            assertEquals("a\nerror " + PROBLEM + "\n", server.get("/").body());
        }
        assertFailedOnce(failure);
    }

    @ParameterizedTest
    @FieldSource("FAILURES")
    void failureAfterTheFirstTokenCutsOffAFormatWithoutErrors(Throwable failure) throws Exception {
        try (TestServer server = serve((request, tokens) -> {
            tokens.accept("a");
            fail(failure);
        })) {
            InputStream body = server.stream("/", "Accept", Bare.TYPE).body();

            assertEquals('a', body.read());
            assertThrows(IOException.class, body::readAllBytes);
        }
        assertFailedOnce(failure);
    }

    @Test
    void endlessRecursionIsAFailure() throws Exception {
        try (TestServer server = serve((request, tokens) -> recurse())) {
            assertEquals(PROBLEM, server.get("/").body());
        }
        assertInstanceOf(StackOverflowError.class, log.next().record().getThrown());
    }

    @Test
    void endlessRecursionBetweenTokensIsAFailure() throws Exception {
        try (TestServer server = serve((request, tokens) -> {
            tokens.accept("a");
            recurse();
        })) {
            assertTrue(server.get("/").body().endsWith("a\nerror " + PROBLEM + "\n"));
        }
        assertInstanceOf(StackOverflowError.class, log.next().record().getThrown());
    }

    /** The stack may overflow in the middle of a write: nothing more can be told. */
    @Test
    void endlessRecursionThatEndsInAWriteHangsNothing() throws Exception {
        TokenSource source = (request, tokens) -> {
            if (request.query().contains("calls")) {
                written = false;
                overflow(tokens, Integer.parseInt(request.query().get("calls")));
            }
        };
        Set<Outcome> outcomes = EnumSet.noneOf(Outcome.class);
        try (TestServer server = serve(source)) {
            for (int calls = 0; calls < 10 * RETURNS; calls += 20) {
                try {
                    server.get("/?calls=" + calls);
                } catch (IOException e) {
                    // Cut off
                }
                outcomes.add(log.next().outcome());
                assertEquals("done\n", server.get("/").body());
                log.next();
            }
        }
        assertEquals(Set.of(Outcome.COMPLETED, Outcome.FAILED), outcomes);
    }

    @Test
    void failureOfTheFormatIsAFailureOfTheStream() throws Exception {
        StreamFormat broken = new StreamFormat() {
            @Override
            public String mediaType() {
                return "text/x-broken";
            }

            @Override
            public String token(String id, int index, String text) {
                throw new IllegalStateException("secret");
            }
        };
        try (TestServer server = new TestServer(streams -> streams
                .source("/", (request, tokens) -> tokens.accept("a")).format(broken), Map.of())) {
            assertEquals(PROBLEM, server.get("/", "Accept", "text/x-broken").body());
        }
        assertEquals(Outcome.FAILED, log.next().outcome());
    }

    private TestServer serve(TokenSource source) {
        return new TestServer(streams -> streams.source("/", source).listener(ends), Map.of());
    }

    /** After the server has stopped, so there is nothing more to come. */
    private void assertFailedOnce(Throwable failure) throws InterruptedException {
        Log.Entry entry = log.next();
        assertEquals(Outcome.FAILED, entry.outcome());
        assertEquals(Level.SEVERE, entry.record().getLevel());
        assertSame(failure, entry.record().getThrown());
        assertTrue(log.isEmpty());
        assertEquals(List.of(entry.end()), ends.all());
    }

    private static void fail(Throwable failure) throws Exception {
        FailureTest.<RuntimeException>throwUnchecked(failure);
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void throwUnchecked(Throwable failure) throws T {
        throw (T) failure;
    }

    private static int recurse() {
        return recurse() + 1;
    }

    /**
     * Overflows, returns from some calls, writes a token, makes so many calls, and writes another. Many tokens would do, but let
     * their thread wait for a lock: JDK 25 crashes if a virtual thread waits with a full stack.
     */
    private int overflow(Consumer<String> tokens, int calls) {
        int returned = 0;
        try {
            returned = overflow(tokens, calls);
        } catch (StackOverflowError e) {
            if (written) {
                throw e;
            }
        }
        if (returned == RETURNS && !written) {
            written = true;
            tokens.accept("a");
            call(tokens, calls);
        }
        return returned + 1;
    }

    private static int call(Consumer<String> tokens, int calls) {
        if (calls == 0) {
            tokens.accept("b");
            return 0;
        }
        return call(tokens, calls - 1) + 1;
    }
}
