package com.example.quotesstream.stream;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.logging.Level;

import com.example.quotesstream.stream.StreamEnd.Outcome;

import io.helidon.http.Status;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

class RefusalTest {
    private static final Exception CAUSE = new IOException("secret");
    private static final ProblemException BAD_REQUEST = new ProblemException(Status.BAD_REQUEST_400, "\"text\" is missing");
    private static final ProblemException TOO_MANY = new ProblemException(Status.TOO_MANY_REQUESTS_429, "Too many", CAUSE);
    private static final ProblemException BAD_GATEWAY = new ProblemException(Status.BAD_GATEWAY_502, "No model", CAUSE);

    @AutoClose
    private final Log log = new Log();

    @Test
    void refusalBeforeTheFirstTokenIsAProblem() throws Exception {
        HttpResponse<String> response = refused(BAD_REQUEST);

        assertEquals(400, response.statusCode());
        assertEquals("application/problem+json", response.headers().firstValue("Content-Type").orElseThrow());
        assertEquals("{\"title\":\"Bad Request\",\"status\":400,\"detail\":\"\\\"text\\\" is missing\"}", response.body());
        assertEquals(Optional.empty(), response.headers().firstValue("Retry-After"));
    }

    @Test
    void refusalOfTooManyRequestsTellsWhenToRetry() throws Exception {
        HttpResponse<String> response = refused(TOO_MANY);

        assertEquals(429, response.statusCode());
        assertEquals("1", response.headers().firstValue("Retry-After").orElseThrow());
        assertEquals("{\"title\":\"Too Many Requests\",\"status\":429,\"detail\":\"Too many\"}", response.body());
    }

    @Test
    void failureOfAnotherServiceIsAProblemToo() throws Exception {
        HttpResponse<String> response = refused(BAD_GATEWAY);

        assertEquals(502, response.statusCode());
        assertEquals("{\"title\":\"Bad Gateway\",\"status\":502,\"detail\":\"No model\"}", response.body());
    }

    @Test
    void refusalAfterAnEmptyTokenIsStillAProblem() throws Exception {
        TokenSource source = (request, tokens) -> {
            tokens.accept("");
            throw BAD_GATEWAY;
        };
        try (TestServer server = new TestServer(source)) {
            assertEquals(502, server.get("/", "Accept", Bare.TYPE).statusCode());
        }
    }

    @Test
    void refusalWithoutADetailIsAProblemToo() throws Exception {
        assertEquals(502, refused(new ProblemException(Status.BAD_GATEWAY_502, null)).statusCode());
        assertEquals(Outcome.FAILED, log.next().outcome());
    }

    @Test
    void refusalAfterTheFirstTokenIsTheErrorOfTheFormat() throws Exception {
        try (TestServer server = new TestServer(afterAToken(TOO_MANY))) {
            HttpResponse<String> response = server.get("/");

            assertEquals(200, response.statusCode());
            assertEquals("a\nerror {\"title\":\"Too Many Requests\",\"status\":429,\"detail\":\"Too many\"}\n", response.body());
        }
    }

    @Test
    void refusalAfterTheFirstTokenCutsOffAFormatWithoutErrors() throws Exception {
        try (TestServer server = new TestServer(afterAToken(TOO_MANY))) {
            InputStream body = server.stream("/", "Accept", Bare.TYPE).body();

            assertEquals('a', body.read());
            assertThrows(IOException.class, body::readAllBytes);
        }
    }

    @Test
    void refusalIsLoggedWithItsDetailAndWithoutAStackTrace() throws Exception {
        refused(BAD_REQUEST);

        Log.Entry entry = log.next();
        assertEquals(Outcome.REFUSED, entry.outcome());
        assertEquals(Level.INFO, entry.record().getLevel());
        assertEquals("Stream: refused, \"text\" is missing", entry.record().getMessage());
        assertNull(entry.record().getThrown());
    }

    @Test
    void failureOfAnotherServiceIsLoggedWithItsCause() throws Exception {
        refused(BAD_GATEWAY);

        Log.Entry entry = log.next();
        assertEquals(Outcome.FAILED, entry.outcome());
        assertEquals(Level.SEVERE, entry.record().getLevel());
        assertSame(CAUSE, entry.record().getThrown().getCause());
    }

    private static HttpResponse<String> refused(ProblemException problem) throws Exception {
        TokenSource source = (request, tokens) -> {
            throw problem;
        };
        try (TestServer server = new TestServer(source)) {
            return server.get("/");
        }
    }

    private static TokenSource afterAToken(ProblemException problem) {
        return (request, tokens) -> {
            tokens.accept("a");
            throw problem;
        };
    }
}
