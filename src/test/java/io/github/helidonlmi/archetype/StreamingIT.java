package io.github.helidonlmi.archetype;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.github.helidonlmi.archetype.Client.Answer;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Every built project streams: read over the wire from its own run.sh, as a client would.
 */
class StreamingIT {
    private static final String LINE = "\\[[0-9a-f]{8}] This is streaming from Lambda Managed Instances!\n";
    private static final long PACE = 50_000_000;

    @ParameterizedTest
    @MethodSource("io.github.helidonlmi.archetype.Scenario#generating")
    void charactersArriveOneByOne(Scenario scenario) throws Exception {
        try (Service service = Service.start(scenario.function(), Map.of())) {
            service.client().get("/");
            Answer answer = service.client().get("/");

            assertEquals(200, answer.status());
            assertTrue(answer.text().matches(LINE), answer.text());
            assertTrue(answer.arrivals().size() >= 50,
                    answer.text().length() + " characters came in " + answer.arrivals().size() + " pieces");
            assertTrue(answer.firstByte() < answer.total() / 10,
                    "the first character came after " + answer.firstByte() + " of " + answer.total() + " ns");
            assertTrue(answer.total() >= PACE * (answer.text().length() - 1), "all was there after " + answer.total() + " ns");
        }
    }

    @ParameterizedTest
    @MethodSource("io.github.helidonlmi.archetype.Scenario#generating")
    void asManyAsTheParameterSaysStreamAtOnceAndNoMore(Scenario scenario) throws Exception {
        int concurrency = Integer.parseInt(scenario.value("concurrency"));
        int refused = 10;
        try (Service service = Service.start(scenario.function(), Map.of())) {
            Map<Integer, List<Answer>> answers = service.client().getAtOnce("/", concurrency + refused).stream()
                    .collect(Collectors.groupingBy(Answer::status));

            assertEquals(Map.of(200, concurrency, 503, refused),
                    answers.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().size())));
            assertOverlap(answers.get(200));
            long firstEnd = Collections.min(answers.get(200), Comparator.comparing(Answer::end)).end();
            assertTrue(answers.get(503).stream().allMatch(answer -> answer.end() < firstEnd),
                    "a refusal came only after a stream had ended");
        }
    }

    private static void assertOverlap(List<Answer> answers) {
        assertTrue(Answer.overlap(answers), "a stream began only after another had ended");
        answers.forEach(answer -> assertTrue(answer.text().matches(LINE), answer.text()));
        assertEquals(answers.size(), answers.stream().map(Answer::text).distinct().count(), "ids are not distinct");
    }
}
