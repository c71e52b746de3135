package io.github.helidonlmi.archetype.parameters;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.helidonlmi.archetype.support.Archetype;
import io.github.helidonlmi.archetype.support.Refusal;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * Whole numbers between two bounds, which are those of template.yaml, too.
 */
class NumbersTest {
    private record Number(String key, int low, int high, String meaning, String parameter) {
        String refusal(String value) {
            return "%s=%s: must be a whole number from %d to %d (%s)".formatted(key, value, low, high, meaning);
        }
    }

    private static final List<Number> NUMBERS = List.of(
            new Number("memorySize", 2048, 32768, "MB", "MemorySize"),
            new Number("concurrency", 1, 1600, "requests at once in one execution environment", "MaxConcurrency"),
            new Number("maxVCpuCount", 2, 15000, "vCPUs of all instances together", "MaxVCpuCount"),
            new Number("targetCpuUtilization", 1, 100, "percent", "TargetCpuUtilization"),
            new Number("minExecutionEnvironments", 0, 15000, "execution environments that always run",
                    "MinExecutionEnvironments"),
            new Number("maxExecutionEnvironments", 0, 15000, "execution environments at the most",
                    "MaxExecutionEnvironments"),
            new Number("timeout", 1, 900, "s", null),
            new Number("port", 1024, 65535, "not 9001, which Lambda's Runtime API has", null));

    @TempDir
    Path directory;

    @Test
    void lowestAreAccepted() {
        Map<String, String> values = new HashMap<>(Archetype.IDS);
        NUMBERS.forEach(number -> values.put(number.key(), String.valueOf(number.low())));

        Archetype.generate(directory, values);
    }

    @Test
    void highestAreAccepted() {
        Map<String, String> values = new HashMap<>(Archetype.IDS);
        NUMBERS.forEach(number -> values.put(number.key(), String.valueOf(number.high())));
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
        NUMBERS.forEach(number -> values.put(number.key(), String.valueOf(number.low() - 1)));

        Refusal.assertRefused(directory, values, NUMBERS.stream()
                .map(number -> number.refusal(values.get(number.key()))).toArray(String[]::new));
    }

    @Test
    void oneAboveIsRefused() {
        Map<String, String> values = new HashMap<>(Archetype.IDS);
        NUMBERS.forEach(number -> values.put(number.key(), String.valueOf(number.high() + 1)));

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
        Refusal.assertRefused(directory, Archetype.values("port", "9001"), NUMBERS.getLast().refusal("9001"));
    }

    @Test
    void templateHasTheSameBounds() {
        Map<String, Map<String, Object>> parameters = Archetype.generate(directory).template("Parameters");
        for (Number number : NUMBERS) {
            if (number.parameter() != null) {
                Map<String, Object> parameter = parameters.get(number.parameter());
                assertEquals(List.of(number.low(), number.high()),
                        List.of(parameter.get("MinValue"), parameter.get("MaxValue")),
                        "Parameters." + number.parameter() + " in template.yaml and " + number.key()
                                + " in archetype-post-generate.groovy differ");
            }
        }
    }
}
