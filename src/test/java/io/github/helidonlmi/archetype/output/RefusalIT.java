package io.github.helidonlmi.archetype.output;

import java.io.IOException;
import java.nio.file.Files;

import io.github.helidonlmi.archetype.support.Scenario;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A refusal on the real command line says all that is wrong and leaves nothing on disk.
 */
class RefusalIT {
    @ParameterizedTest
    @MethodSource("io.github.helidonlmi.archetype.support.Scenario#refused")
    void saysAllThatIsWrongAndLeavesNothing(Scenario scenario) throws IOException {
        String log = Files.readString(scenario.invokedIn().resolve("build.log"));

        assertTrue(log.contains("BUILD FAILURE"), log);
        scenario.refusal().lines().forEach(line -> assertTrue(log.contains(line), () -> "missing: " + line + "\n" + log));
        assertFalse(Files.exists(scenario.project()), scenario.project() + " was left behind");
    }
}
