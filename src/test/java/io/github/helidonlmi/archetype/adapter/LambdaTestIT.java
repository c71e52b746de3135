package io.github.helidonlmi.archetype.adapter;

import io.github.helidonlmi.archetype.support.Concurrently;
import io.github.helidonlmi.archetype.support.LocalLambda;
import io.github.helidonlmi.archetype.support.RequiresTools;
import io.github.helidonlmi.archetype.support.Scenario;
import io.github.helidonlmi.archetype.support.Tool;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Every project passes its own test of the profile lambda, with as many streams at once as its parameter says.
 */
@RequiresTools(Tool.ADAPTER)
@Isolated
class LambdaTestIT {
    @Test
    void everyProjectStreamsInItsOwnTest() {
        Concurrently.withEach(Scenario.generating(), scenario -> {
            String output = LocalLambda.test(scenario.project()).success();
            assertTrue(output.contains("Tests run: 2, Failures: 0, Errors: 0, Skipped: 0"), output);
        });
    }
}
