package io.github.helidonlmi.archetype.service;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.github.helidonlmi.archetype.support.Client.Answer;
import io.github.helidonlmi.archetype.support.Concurrently;
import io.github.helidonlmi.archetype.support.Scenario;
import io.github.helidonlmi.archetype.support.Service;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Every built project streams: read over the wire from its own run.sh, as a client would.
 */
@Isolated
class StreamingIT {
    @Test
    void tokensArriveOneByOne() {
        Concurrently.withEach(Scenario.generating(), scenario -> {
            try (Service service = Service.start(scenario, Map.of())) {
                service.client().get("/?delay=0");
                service.client().get("/").assertStreamed();
            }
        });
    }

    @Test
    void asManyAsTheParameterSaysStreamAtOnceAndNoMore() {
        Concurrently.withEach(Scenario.generating(), StreamingIT::assertConcurrency);
    }

    private static void assertConcurrency(Scenario scenario) throws Exception {
        int concurrency = Integer.parseInt(scenario.value("concurrency"));
        int refused = 10;
        try (Service service = Service.start(scenario, Map.of())) {
            Map<Integer, List<Answer>> answers = service.client().getAtOnce("/", concurrency + refused).stream()
                    .collect(Collectors.groupingBy(Answer::status));

            assertEquals(Map.of(200, concurrency, 503, refused),
                    answers.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().size())));
            Answer.assertOverlap(answers.get(200));
            long firstEnd = Collections.min(answers.get(200), Comparator.comparing(Answer::end)).end();
            assertTrue(answers.get(503).stream().allMatch(answer -> answer.end() < firstEnd),
                    "a refusal came only after a stream had ended");
        }
    }
}
