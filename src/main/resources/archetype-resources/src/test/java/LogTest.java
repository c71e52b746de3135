package ${package};

import java.util.Optional;

import io.helidon.json.JsonObject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LogTest {
    private final Log log = new Log();
    private final TestServer server = new TestServer();

    @AfterEach
    void close() {
        server.close();
        log.close();
    }

    @Test
    void everyStreamIsOneLine() throws Exception {
        String body = server.get("/?delay=1",
                "x-amzn-lambda-context", "{\"request_id\":\"8a2ff7a5-1c4a-4a6b-9c0e-1d2e3f405162\",\"deadline\":1795508367896}",
                "x-amzn-trace-id", "Root=1-67a1b2c3-0123456789abcdef01234567;Parent=0123456789abcdef;Sampled=1").body();

        JsonObject line = log.next();
        assertEquals("INFO", field(line, "level"));
        assertEquals(StreamService.class.getName(), field(line, "logger"));
        assertEquals("Stream: completed", field(line, "message"));
        assertEquals("8a2ff7a5-1c4a-4a6b-9c0e-1d2e3f405162", field(line, "requestId"));
        assertEquals("1-67a1b2c3-0123456789abcdef01234567", field(line, "traceId"));
        assertEquals(body.substring(1, 9), field(line, "streamId"));
        assertEquals("completed", field(line, "outcome"));
        assertEquals(body.length(), number(line, "bytes"));
        assertEquals(body.length(), number(line, "chunks"));
        double firstByte = number(line, "timeToFirstByteMs");
        double duration = number(line, "durationMs");
        assertTrue(firstByte < duration && duration >= body.length(), line::toString);
    }

    @Test
    void idsThatAreNoneAreLeftOut() throws Exception {
        server.get("/?delay=0",
                "x-amzn-lambda-context", "{\"request_id\":\"a%n\\\",\\\"level\\\":\\\"b\"}",
                "x-amzn-trace-id", "Root=" + "1".repeat(65));

        JsonObject line = log.next();
        assertEquals(Optional.empty(), line.stringValue("requestId"));
        assertEquals(Optional.empty(), line.stringValue("traceId"));
    }

    @Test
    void idsOfOneRequestAreNotThoseOfTheNext() throws Exception {
        server.get("/?delay=0", "x-amzn-lambda-context", "{\"request_id\":\"a\"}");
        server.get("/?delay=0");

        assertEquals("a", field(log.next(), "requestId"));
        assertEquals(Optional.empty(), log.next().stringValue("requestId"));
    }

    @Test
    void refusedStreamIsALine() throws Exception {
        for (int i = 0; i < TestServer.LIMIT; i++) {
            server.stream("/?delay=100");
        }
        server.get("/");

        JsonObject line = log.next();
        assertEquals("rejected", field(line, "outcome"));
        assertEquals(0, number(line, "bytes"));
    }

    private static String field(JsonObject line, String name) {
        return line.stringValue(name).orElseThrow();
    }

    private static double number(JsonObject line, String name) {
        return line.doubleValue(name).orElseThrow();
    }
}
