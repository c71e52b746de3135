package io.github.helidonlmi.archetype.parameters;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import io.github.helidonlmi.archetype.Parameter;
import io.github.helidonlmi.archetype.Parameter.Range;
import io.github.helidonlmi.archetype.Parameters;
import io.github.helidonlmi.archetype.support.Archetype;
import io.github.helidonlmi.archetype.support.Refusal;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * Whole numbers between two bounds.
 */
class NumbersTest {
    private record Number(Parameter parameter, Range range) {
        String key() {
            return parameter.name();
        }

        String refusal(String value) {
            return "%s=%s: must be a whole number from %s to %s (%s)"
                    .formatted(key(), value, range.low(), range.high(), range.unit());
        }
    }

    private static final List<Number> NUMBERS = Parameters.ALL.stream()
            .filter(parameter -> parameter.accepted() instanceof Range)
            .map(parameter -> new Number(parameter, (Range) parameter.accepted())).toList();

    @TempDir
    Path directory;

    @Test
    void lowestAreAccepted() {
        Map<String, String> values = new HashMap<>(Archetype.IDS);
        NUMBERS.forEach(number -> values.put(number.key(), String.valueOf(number.range().low())));

        Archetype.generate(directory, values);
    }

    @Test
    void highestAreAccepted() {
        Map<String, String> values = new HashMap<>(Archetype.IDS);
        NUMBERS.forEach(number -> values.put(number.key(), String.valueOf(number.range().high())));
        // 15000 vCPUs hold so many execution environments of the largest size
        values.put("memoryPerVCpu", "8");
        values.put("minExecutionEnvironments", "3750");

        Archetype.generate(directory, values);
    }

    @Test
    void mostEnvironmentsAreAccepted() {
        Archetype.generate(directory, "minExecutionEnvironments", "15000", "maxExecutionEnvironments", "15000",
                "maxVCpuCount", "15000");
    }

    @Test
    void oneBelowIsRefused() {
        Map<String, String> values = new HashMap<>(Archetype.IDS);
        NUMBERS.forEach(number -> values.put(number.key(), String.valueOf(number.range().low() - 1)));

        Refusal.assertRefused(directory, values, NUMBERS.stream()
                .map(number -> number.refusal(values.get(number.key()))).toArray(String[]::new));
    }

    @Test
    void oneAboveIsRefused() {
        Map<String, String> values = new HashMap<>(Archetype.IDS);
        NUMBERS.forEach(number -> values.put(number.key(), String.valueOf(number.range().high() + 1)));

        Refusal.assertRefused(directory, values, NUMBERS.stream()
                .map(number -> number.refusal(values.get(number.key()))).toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(strings = {"02048", "+2048", " 2048", "2048 ", "2048.0", "2e3", "0x800", "2_048", "²", "٢٠٤٨",
        "many", "2048\n", "$1", "${timeout}", "#stop", "999999999999999999999999999999"})
    void onlyPlainDigitsAreAccepted(String value) {
        Map<String, String> values = new HashMap<>(Archetype.IDS);
        NUMBERS.forEach(number -> values.put(number.key(), value));

        Refusal.assertRefused(directory, values, NUMBERS.stream()
                .map(number -> number.refusal(value)).toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(strings = {"9000", "9002"})
    void portBesideTheRuntimeApiIsAccepted(String port) {
        Archetype.generate(directory, "port", port);
    }

    @Test
    void portOfTheRuntimeApiIsRefused() {
        Refusal.assertRefused(directory, Archetype.values("port", "9001"),
                "port=9001: must be a whole number from 1024 to 65535 (not 9001, which Lambda's Runtime API has)");
    }

    @Test
    void promptAcceptsTheSame() {
        for (Number number : NUMBERS) {
            Pattern regex = Pattern.compile(number.parameter().validationRegex());
            Range range = number.range();
            assertEquals(List.of(), IntStream.rangeClosed(-1, 100_000)
                    .filter(value -> regex.matcher(String.valueOf(value)).matches()
                            != (value >= range.low() && value <= range.high() && value != range.reserved()))
                    .boxed().toList(), number.key());
        }
    }
}
