package io.github.helidonlmi.archetype.output;

import java.nio.file.Path;

import io.github.helidonlmi.archetype.support.Refusal;
import io.github.helidonlmi.archetype.support.Scenario;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * A refused scenario gets its {@code refusal.txt} as the message, with every wrong value in it.
 */
class RefusedScenariosTest {
    @ParameterizedTest
    @MethodSource("io.github.helidonlmi.archetype.support.Scenario#refused")
    void namesEveryWrongValue(Scenario scenario, @TempDir Path directory) {
        assertEquals(scenario.refusal(), Refusal.message(directory, scenario.values()),
                () -> "If that is meant, put the message into " + scenario.folder().resolve("refusal.txt"));
    }
}
