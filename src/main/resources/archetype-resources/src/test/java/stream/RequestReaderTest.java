package ${package}.stream;

import java.time.Duration;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * How much time a request gives to its stream.
 */
class RequestReaderTest {
    @AutoClose
    private final TestServer server = TestServer.routing((routing, config) -> {
        RequestReader reader = new RequestReader(config.get("stream"));
        routing.get("/", (request, response) -> response.send(reader.time(request).toString()));
    });

    @Test
    void requestWithoutADeadlineHasTheLongestTime() throws Exception {
        assertEquals("PT2M", server.get("/").body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "{\"deadline\":\"x\"}", "{\"deadline\":-1}", "{\"deadline\":null}"})
    void contextThatNamesNoDeadlineIsIgnored(String context) throws Exception {
        assertEquals(Duration.ofMinutes(2), time(context));
    }

    @Test
    void streamEndsAMarginBeforeTheDeadline() throws Exception {
        Duration time = timeUntil(System.currentTimeMillis() + 600_000);

        assertTrue(time.compareTo(Duration.ofSeconds(599)) <= 0, time::toString);
        assertTrue(time.compareTo(Duration.ofSeconds(500)) > 0, time::toString);
    }

    @Test
    void marginIsAtMostHalfOfTheTime() throws Exception {
        long deadline = System.currentTimeMillis() + 1_000;
        Duration time = timeUntil(deadline);

        assertTrue(time.compareTo(Duration.ofMillis(500)) <= 0, time::toString);
        assertTrue(time.isPositive() || System.currentTimeMillis() >= deadline, time::toString);
    }

    @Test
    void deadlineThatHasPassedLeavesNoTime() throws Exception {
        assertTrue(timeUntil(0).isNegative());
    }

    private Duration timeUntil(long deadline) throws Exception {
        return time("{\"request_id\":\"a\",\"deadline\":" + deadline + ",\"invoked_function_arn\":\"b\"}");
    }

    private Duration time(String context) throws Exception {
        return Duration.parse(server.get("/", "x-amzn-lambda-context", context).body());
    }
}
