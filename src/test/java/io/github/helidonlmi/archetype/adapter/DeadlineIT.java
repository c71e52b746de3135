package io.github.helidonlmi.archetype.adapter;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.helidonlmi.archetype.support.Client;
import io.github.helidonlmi.archetype.support.Concurrently;
import io.github.helidonlmi.archetype.support.RequiresTools;
import io.github.helidonlmi.archetype.support.SamBuild;
import io.github.helidonlmi.archetype.support.Scenario;
import io.github.helidonlmi.archetype.support.Tool;
import io.github.helidonlmi.lambda.StreamingLambdaExtension;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Lambda Managed Instances do not stop a stream whose time is over: the service ends it before, tells the client, and takes the
 * next.
 */
@RequiresTools({Tool.ADAPTER, Tool.SAM, Tool.PYTHON})
@Timeout(120)
@Isolated
class DeadlineIT {
    private static final int CONCURRENCY = 4;

    @RegisterExtension
    private final StreamingLambdaExtension lambda;

    DeadlineIT() throws Exception {
        Scenario scenario = Scenario.named("default");
        lambda = new StreamingLambdaExtension(scenario.deployed(SamBuild.of(scenario))
                .concurrency(CONCURRENCY).timeout(Duration.ofSeconds(6)));
    }

    @Test
    void streamsEndBeforeTheDeadlineOfTheirRequest() throws Exception {
        lambda.awaitInit();
        try (Client client = new Client(lambda.url())) {
            List<String> bodies = new ArrayList<>(new Concurrently<>(CONCURRENCY, () -> new String(client.send(
                    client.request("/?tokens=10000").header("Accept", "text/event-stream")).body().readAllBytes(),
                    StandardCharsets.UTF_8)).results());

            for (String body : bodies) {
                assertTrue(body.matches("(?s)data: .+event: error\ndata: \\{.*\"status\":504.*}\nid: [0-9a-f]{8}-\\d+\n\n"),
                        body);
            }
            lambda.awaitIdle();
            client.getAtOnce("/", CONCURRENCY).forEach(Client.Answer::assertComplete);
        }
        assertEquals(CONCURRENCY, lambda.log().lines().filter(line -> line.contains("\"outcome\":\"timed out\"")).count());
    }
}
