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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * Values that are one of a few.
 */
class ChoicesTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({"2, x86_64, 21, NONE", "4, arm64, 25, AWS_IAM", "8, x86_64, 25, NONE"})
    void choicesAreAccepted(String memoryPerVCpu, String architecture, String javaVersion, String functionUrlAuth) {
        Archetype.generate(directory, "memoryPerVCpu", memoryPerVCpu, "architecture", architecture,
                "javaVersion", javaVersion, "functionUrlAuth", functionUrlAuth, "memorySize", "8192");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "02", "x86", "ARM64", "24", "none", "AWS_IAM ", "[2, 4]", "${architecture}", "../x"})
    void othersAreRefused(String value) {
        Map<String, String> values = new HashMap<>(Archetype.IDS);
        List.of("memoryPerVCpu", "architecture", "javaVersion", "functionUrlAuth")
                .forEach(key -> values.put(key, value));

        Refusal.assertRefused(directory, values,
                "memoryPerVCpu=" + value + ": must be 2, 4 or 8 (GiB)",
                "architecture=" + value + ": must be x86_64 or arm64",
                "javaVersion=" + value + ": must be 21 or 25",
                "functionUrlAuth=" + value + ": must be NONE or AWS_IAM");
    }

    @Test
    void templateHasTheSameChoices() {
        Map<String, Map<String, Object>> parameters = Archetype.generate(directory).template("Parameters");

        assertEquals(List.of(2, 4, 8), parameters.get("MemoryPerVCpu").get("AllowedValues"),
                "Parameters.MemoryPerVCpu in template.yaml and memoryPerVCpu in archetype-post-generate.groovy differ");
    }
}
