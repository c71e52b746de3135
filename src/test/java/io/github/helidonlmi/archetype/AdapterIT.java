package io.github.helidonlmi.archetype;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.github.helidonlmi.archetype.Client.Answer;
import io.github.helidonlmi.lambda.StreamingLambda;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Every generated project streams through AWS's own adapter, at the concurrency that its template says.
 */
@ParameterizedClass
@MethodSource("io.github.helidonlmi.archetype.Scenario#generating")
class AdapterIT {
    private final int concurrency;

    @RegisterExtension
    private final StreamingLambda lambda;

    AdapterIT(Scenario scenario) {
        concurrency = Integer.parseInt(scenario.value("concurrency"));
        lambda = new StreamingLambda(scenario.function(), Path.of(System.getenv("ADAPTER")), concurrency, Duration.ofSeconds(60))
                .environment("AWS_LWA_INVOKE_MODE", "response_stream")
                .environment("AWS_LWA_READINESS_CHECK_PATH", "/health");
    }

    @BeforeEach
    void awaitInit() throws Exception {
        lambda.awaitInit();
    }

    @Test
    void charactersArriveOneByOne() throws Exception {
        try (Client client = new Client(lambda.url())) {
            client.get("/");
            Answer answer = client.get("/");
            System.out.println(answer.arrivals().size()+" first "+answer.firstByte()/1e6+" total "+answer.total()/1e6);
            assertEquals(200, answer.status());
            assertTrue(answer.arrivals().size() >= 50,
                    answer.text().length() + " characters came in " + answer.arrivals().size() + " pieces");
            assertTrue(answer.firstByte() < answer.total() / 10,
                    "the first character came after " + answer.firstByte() + " of " + answer.total() + " ns");
        }
    }

    @Test
    void asManyAsTheParameterSaysStreamAtOnce() throws Exception {
        try (Client client = new Client(lambda.url())) {
            List<Answer> answers = client.getAtOnce("/", concurrency);
            System.out.println(concurrency+" max first "+answers.stream().mapToLong(Answer::firstByte).max().getAsLong()/1e6+" max total "+answers.stream().mapToLong(Answer::total).max().getAsLong()/1e6);
            assertTrue(Answer.overlap(answers));
            assertEquals(concurrency, lambda.peak());
        }
    }
}
