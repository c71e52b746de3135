package io.github.helidonlmi.archetype.adapter;

import io.github.helidonlmi.archetype.support.LocalLambda;
import io.github.helidonlmi.archetype.support.RequiresTools;
import io.github.helidonlmi.archetype.support.Scenario;
import io.github.helidonlmi.archetype.support.Tool;

import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Every project passes its own test of the profile lambda, with as many streams at once as its parameter says.
 */
@RequiresTools(Tool.ADAPTER)
@Isolated
class LambdaTestIT {
    @ParameterizedTest
    @MethodSource("io.github.helidonlmi.archetype.support.Scenario#generating")
    void everyProjectStreamsInItsOwnTest(Scenario scenario) throws Exception {
        String output = LocalLambda.test(scenario.project()).success();
        assertTrue(output.contains("Tests run: 2, Failures: 0, Errors: 0, Skipped: 0"), output);
    }
}
