package ${package};

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.LogRecord;

import ${package}.stream.StreamEnd;
import ${package}.stream.StreamEnd.Outcome;

import io.helidon.json.JsonObject;
import io.helidon.json.JsonParser;
import io.helidon.logging.common.HelidonMdc;
import io.helidon.logging.common.LogConfig;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LogFormatterTest {
    private static final StreamEnd END = new StreamEnd("0123abcd", Outcome.COMPLETED, 60, 59,
            Optional.of(Duration.ofNanos(1_260_000)), Duration.ofSeconds(3), Optional.empty(), JsonObject.empty());

    static {
        LogConfig.configureRuntime();
    }

    private final LogRecord record = new LogRecord(Level.INFO, "Stream: completed");

    LogFormatterTest() {
        record.setLoggerName("a.Logger");
        record.setInstant(Instant.parse("2026-01-02T03:04:05.678901Z"));
    }

    @AfterEach
    void forgetIds() {
        HelidonMdc.clear();
    }

    @Test
    void recordIsALineOfJson() {
        assertEquals("""
                {"timestamp":"2026-01-02T03:04:05.678Z","level":"INFO","logger":"a.Logger","message":"Stream: completed"}
                """, new LogFormatter(true).format(record));
    }

    @Test
    void endOfAStreamHasItsFigures() {
        record.setParameters(new Object[] {END});

        assertTrue(new LogFormatter(true).format(record).endsWith("""
                "message":"Stream: completed","outcome":"completed","bytes":60,"chunks":59,"durationMs":3000.0,\
                "timeToFirstByteMs":1.2}
                """));
    }

    @Test
    void endOfAStreamHasWhatItsSourceTells() {
        record.setParameters(new Object[] {new StreamEnd("0123abcd", Outcome.COMPLETED, 60, 59, Optional.empty(), Duration.ZERO,
                Optional.empty(), JsonObject.builder().set("outputTokens", 17).build())});

        assertTrue(new LogFormatter(true).format(record).endsWith(",\"facts\":{\"outputTokens\":17}}\n"));
    }

    @Test
    void streamThatWroteNothingHasNoTimeToFirstByte() {
        record.setParameters(new Object[] {
                new StreamEnd("0123abcd", Outcome.REJECTED, 0, 0, Optional.empty(), Duration.ZERO, Optional.empty(),
                        JsonObject.empty())});

        assertEquals(Optional.empty(), json().value("timeToFirstByteMs"));
    }

    @Test
    void recordHasTheIdsOfItsRequest() {
        HelidonMdc.set("requestId", "a");
        HelidonMdc.set("traceId", "b");
        HelidonMdc.set("streamId", "c");

        assertTrue(new LogFormatter(true).format(record).endsWith("\"requestId\":\"a\",\"traceId\":\"b\",\"streamId\":\"c\"}\n"));
    }

    @Test
    void parametersAreInTheMessage() {
        record.setMessage("{0} of {1}");
        record.setParameters(new Object[] {1, 2});

        assertEquals("1 of 2", json().stringValue("message").orElseThrow());
    }

    @Test
    void messageOfAStreamIsTakenAsItIs() {
        record.setMessage("Stream: refused, it's {0}");
        record.setParameters(new Object[] {END});

        assertEquals("Stream: refused, it's {0}", json().stringValue("message").orElseThrow());
    }

    @Test
    void messageMayBeMissing() {
        record.setMessage(null);

        assertEquals("", json().stringValue("message").orElseThrow());
    }

    @Test
    void loggerMayBeAnonymous() {
        record.setLoggerName(null);

        assertEquals("null", json().stringValue("logger").orElseThrow());
    }

    @Test
    void exceptionHasItsStackTraceAndItsCause() {
        record.setThrown(new IllegalStateException("what", new IllegalArgumentException("why")));

        String exception = json().stringValue("exception").orElseThrow();
        assertTrue(exception.startsWith("java.lang.IllegalStateException: what\n\tat " + LogFormatterTest.class.getName()),
                exception);
        assertTrue(exception.contains("Caused by: java.lang.IllegalArgumentException: why"), exception);
    }

    @Test
    void lineHasNoLineEndOfItsMessage() {
        record.setMessage("a\nb\r\n\"c\"\u0000");

        assertEquals("a\nb\r\n\"c\"\u0000", json().stringValue("message").orElseThrow());
        assertEquals(1, new LogFormatter(true).format(record).lines().count());
    }

    @Test
    void recordIsATextToReadOutsideOfLambda() {
        assertTrue(text().matches("\\d\\d:\\d\\d:\\d\\d\\.678 INFO Stream: completed\n"), text());
    }

    @Test
    void textOfAStreamNamesItAndItsFigures() {
        record.setParameters(new Object[] {END});

        assertTrue(text().endsWith(" INFO Stream: completed 0123abcd, 60 bytes in 3000.0 ms\n"), text());
    }

    @Test
    void textHasTheStackTrace() {
        record.setThrown(new IllegalStateException("what"));

        assertTrue(text().contains("Stream: completed\njava.lang.IllegalStateException: what\n\tat "), text());
    }

    @Test
    void textMayHaveNoMessageAndNoLogger() {
        record.setMessage(null);
        record.setLoggerName(null);

        assertTrue(text().endsWith(" INFO \n"), text());
    }

    private JsonObject json() {
        return JsonParser.create(new LogFormatter(true).format(record)).readJsonObject();
    }

    private String text() {
        return new LogFormatter(false).format(record);
    }
}
