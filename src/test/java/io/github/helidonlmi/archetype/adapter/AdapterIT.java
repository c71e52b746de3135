package io.github.helidonlmi.archetype.adapter;

import java.io.IOException;
import java.io.StringReader;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

import io.github.helidonlmi.archetype.support.Client;
import io.github.helidonlmi.archetype.support.Client.Answer;
import io.github.helidonlmi.archetype.support.FakeModel;
import io.github.helidonlmi.archetype.support.RequiresTools;
import io.github.helidonlmi.archetype.support.SamBuild;
import io.github.helidonlmi.archetype.support.Scenario;
import io.github.helidonlmi.archetype.support.Stack;
import io.github.helidonlmi.archetype.support.Tool;
import io.github.helidonlmi.lambda.FunctionConfiguration;
import io.github.helidonlmi.lambda.StreamingLambdaExtension;

import jakarta.json.Json;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What {@code sam build} makes of every generated project streams through AWS's own adapter, at full concurrency.
 */
@RequiresTools({Tool.ADAPTER, Tool.SAM, Tool.PYTHON})
@ParameterizedClass
@MethodSource("io.github.helidonlmi.archetype.support.Scenario#generating")
@Isolated
class AdapterIT {
    /** More streams than these begin only after the first have ended, with client, Lambda and service on two cores. */
    private static final int MOST = 400;

    private final int concurrency;
    private final FakeModel model;

    @RegisterExtension
    private final StreamingLambdaExtension lambda;

    AdapterIT(Scenario scenario) throws Exception {
        Map<String, Object> function = Stack.of(scenario.project()).properties("AWS::Lambda::Function");
        concurrency = Math.min(MOST, Stack.number(function, "CapacityProviderConfig",
                "LambdaManagedInstancesCapacityProviderConfig", "PerExecutionEnvironmentMaxConcurrency"));
        FunctionConfiguration configuration = scenario.deployed(SamBuild.of(scenario))
                .concurrency(concurrency).timeout(Duration.ofMinutes(1));
        model = scenario.hasModel() ? new FakeModel(scenario) : null;
        lambda = new StreamingLambdaExtension(model == null ? configuration : model.answer(configuration));
    }

    @BeforeEach
    void awaitInit() throws Exception {
        lambda.awaitInit();
    }

    @AfterEach
    void close() throws IOException {
        if (model != null) {
            model.close();
        }
    }

    @Test
    void tokensArriveOneByOne() throws Exception {
        try (Client client = client()) {
            client.get("/?delay=0");
            client.get("/").assertStreamed();
        }
    }

    @Test
    void asManyAsTheParameterSaysStreamAtOnceAndNoMore() throws Exception {
        stream(concurrency, 1);
        assertEquals(concurrency, lambda.peak());
        List<Answer> answers = stream(concurrency, 0);
        lambda.awaitIdle();
        assertLoggedUnderTheRequestIdsThatLambdaGave(answers);
    }

    private void assertLoggedUnderTheRequestIdsThatLambdaGave(List<Answer> answers) throws IOException {
        Map<String, String> requests = lambda.log().lines()
                .filter(line -> line.contains("\"outcome\":\"completed\""))
                .map(line -> Json.createReader(new StringReader(line)).readObject())
                .collect(Collectors.toMap(line -> line.getString("streamId"), line -> line.getString("requestId")));
        requests.keySet().retainAll(answers.stream().map(Answer::id).toList());

        assertEquals(answers.size(), Set.copyOf(requests.values()).size());
    }

    private List<Answer> stream(int count, int refused) throws Exception {
        try (Client client = client()) {
            Map<Integer, List<Answer>> answers = client.getAtOnce("/", count + refused).stream()
                    .collect(Collectors.groupingBy(Answer::status));

            assertEquals(refused, answers.getOrDefault(429, List.of()).size());
            assertEquals(count, answers.get(200).size());
            Answer.assertOverlap(answers.get(200));
            System.out.printf("%d streams at once: first byte %d to %d ms, total %d to %d ms%n", count,
                    min(answers.get(200), Answer::firstByte), max(answers.get(200), Answer::firstByte),
                    min(answers.get(200), Answer::total), max(answers.get(200), Answer::total));
            return answers.get(200);
        }
    }

    private Client client() {
        return new Client(lambda.url(), model != null);
    }

    private static long min(List<Answer> answers, ToLongFunction<Answer> time) {
        return answers.stream().mapToLong(time).min().orElseThrow() / 1_000_000;
    }

    private static long max(List<Answer> answers, ToLongFunction<Answer> time) {
        return answers.stream().mapToLong(time).max().orElseThrow() / 1_000_000;
    }
}
