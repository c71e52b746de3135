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
import io.github.helidonlmi.archetype.support.Concurrently;
import io.github.helidonlmi.archetype.support.FakeModel;
import io.github.helidonlmi.archetype.support.RequiresTools;
import io.github.helidonlmi.archetype.support.SamBuild;
import io.github.helidonlmi.archetype.support.Scenario;
import io.github.helidonlmi.archetype.support.Stack;
import io.github.helidonlmi.archetype.support.Tool;
import io.github.helidonlmi.lambda.FunctionConfiguration;
import io.github.helidonlmi.lambda.StreamingLambda;

import jakarta.json.Json;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.ThrowingConsumer;
import org.junit.jupiter.api.parallel.Isolated;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * What {@code sam build} makes of every generated project streams through AWS's own adapter, at full concurrency.
 */
@RequiresTools({Tool.ADAPTER, Tool.SAM, Tool.PYTHON})
@Isolated
class AdapterIT {
    /** More streams than these begin only after the first have ended, with client, Lambda and service on two cores. */
    private static final int MAX = 400;

    @Test
    void tokensArriveOneByOne() {
        withEach(function -> {
            function.client.get("/?delay=0");
            function.client.get("/").assertStreamed();
        });
    }

    @Test
    void asManyAsTheParameterSaysStreamAtOnceAndNoMore() {
        withEach(function -> {
            function.stream(function.concurrency, 1);
            assertEquals(function.concurrency, function.lambda.peak());
            List<Answer> answers = function.stream(function.concurrency, 0);

            function.lambda.awaitIdle();
            assertEquals(answers.size(), Set.copyOf(function.requestIds(answers)).size());
        });
    }

    private static void withEach(ThrowingConsumer<Function> trial) {
        Concurrently.withEach(Scenario.generating(), scenario -> {
            try (FakeModel model = scenario.hasModel() ? new FakeModel(scenario) : null;
                 Function function = new Function(scenario, model)) {
                try {
                    function.lambda.awaitInit();
                    trial.accept(function);
                } catch (Throwable e) {
                    System.err.println(scenario + ":\n" + function.lambda.log());
                    throw e;
                }
            }
        });
    }

    /** A scenario's function behind the adapter. */
    private static final class Function implements AutoCloseable {
        private final int concurrency;
        private final StreamingLambda lambda;
        private final Client client;

        /**
         * @param model null if it needs none
         */
        Function(Scenario scenario, FakeModel model) throws Exception {
            Map<String, Object> function = Stack.of(scenario.project()).properties("AWS::Lambda::Function");
            concurrency = Math.min(MAX, Stack.number(function, "CapacityProviderConfig",
                    "LambdaManagedInstancesCapacityProviderConfig", "PerExecutionEnvironmentMaxConcurrency"));
            FunctionConfiguration configuration = scenario.deployed(SamBuild.of(scenario))
                    .concurrency(concurrency).timeout(Duration.ofMinutes(1));
            lambda = new StreamingLambda(model == null ? configuration : model.answer(configuration));
            lambda.start();
            client = new Client(lambda.url(), model != null);
        }

        List<Answer> stream(int count, int refused) throws Exception {
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

        /** Those of Lambda, under which the streams were logged. */
        List<String> requestIds(List<Answer> answers) throws IOException {
            Map<String, String> logged = lambda.log().lines()
                    .filter(line -> line.contains("\"outcome\":\"completed\""))
                    .map(line -> Json.createReader(new StringReader(line)).readObject())
                    .collect(Collectors.toMap(line -> line.getString("streamId"), line -> line.getString("requestId")));
            return answers.stream().map(answer -> logged.get(answer.id())).toList();
        }

        @Override
        public void close() throws IOException {
            client.close();
            lambda.close();
        }

        private static long min(List<Answer> answers, ToLongFunction<Answer> time) {
            return answers.stream().mapToLong(time).min().orElseThrow() / 1_000_000;
        }

        private static long max(List<Answer> answers, ToLongFunction<Answer> time) {
            return answers.stream().mapToLong(time).max().orElseThrow() / 1_000_000;
        }
    }
}
