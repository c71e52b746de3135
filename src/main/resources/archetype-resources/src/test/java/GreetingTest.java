package ${package};

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import ${package}.stream.ProblemException;
import ${package}.stream.StreamRequest;

import io.helidon.common.uri.UriQuery;
import io.helidon.config.Config;
import io.helidon.config.ConfigSources;
import io.helidon.http.Status;
import io.helidon.json.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class GreetingTest {
    private static final String TEXT = "[0123abcd] This is streaming from Lambda Managed Instances!\n";

    private final Greeting greeting = new Greeting(Config.just(ConfigSources.create(Map.of("delay", "PT0.002S"))));

    @Test
    void textHasTheIdOfItsStream() throws Exception {
        assertEquals(TEXT, String.join("", send("delay=0")));
    }

    @Test
    void tokensAreCharacters() throws Exception {
        JsonObject body = JsonObject.builder().set("text", "ä😀").build();

        assertEquals(List.of("]", " ", "ä", "😀", "\n"), send("delay=0", 9, body));
    }

    @Test
    void textGoesOnWhereItWasInterrupted() throws Exception {
        assertTrue(greeting.resumable());
        assertEquals(TEXT.substring(20), String.join("", send("delay=0", 20, JsonObject.empty())));
    }

    @Test
    void nothingFollowsTheEnd() throws Exception {
        assertEquals(List.of(), send("delay=0", 100_000, JsonObject.empty()));
    }

    @Test
    void fewerTokensThanTheTextHasCanBeAskedFor() throws Exception {
        assertEquals(List.of("[", "0", "1"), send("tokens=3&delay=0"));
    }

    @Test
    void textIsRepeatedForMoreTokensThanItHas() throws Exception {
        int more = TEXT.length() + 3;

        assertEquals((TEXT + TEXT).substring(0, more), String.join("", send("delay=0&tokens=" + more)));
    }

    @Test
    void pauseIsThatOfTheConfiguration() throws Exception {
        long start = System.nanoTime();
        send("tokens=5");

        assertTrue(System.nanoTime() - start >= 5 * 2_000_000);
    }

    @Test
    void pauseCanBeAskedFor() throws Exception {
        long start = System.nanoTime();
        send("tokens=2&delay=20");

        assertTrue(System.nanoTime() - start >= 2 * 20_000_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "10001", "x", "", "1.5", "99999999999"})
    void tokensHaveBounds(String tokens) {
        assertRefused("tokens must be a whole number from 1 to 10000", "tokens=" + tokens);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "10001", "x", "", "1.5", "99999999999"})
    void pauseHasBounds(String delay) {
        assertRefused("delay must be a whole number from 0 to 10000", "delay=" + delay);
    }

    @Test
    void textThatIsNoneIsRefused() {
        ProblemException problem = assertThrows(ProblemException.class,
                () -> send("delay=0", 0, JsonObject.builder().set("text", 1).build()));

        assertEquals(Status.BAD_REQUEST_400, problem.status());
        assertEquals("text must be a text", problem.getMessage());
    }

    private void assertRefused(String detail, String query) {
        ProblemException problem = assertThrows(ProblemException.class, () -> send(query));

        assertEquals(Status.BAD_REQUEST_400, problem.status());
        assertEquals(detail, problem.getMessage());
    }

    private List<String> send(String query) throws Exception {
        return send(query, 0, JsonObject.empty());
    }

    private List<String> send(String query, int first, JsonObject body) throws Exception {
        List<String> tokens = new ArrayList<>();
        greeting.send(new StreamRequest("0123abcd", first, UriQuery.create(query), body), tokens::add);
        return tokens;
    }
}
