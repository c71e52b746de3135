package io.github.helidonlmi.archetype.parameters;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.helidonlmi.archetype.Parameter.Choice;
import io.github.helidonlmi.archetype.Parameters;
import io.github.helidonlmi.archetype.support.Archetype;
import io.github.helidonlmi.archetype.support.Refusal;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * Values that are one of a few.
 */
class ChoicesTest {
    private record Option(String key, Choice choice) {
        String refusal(String value) {
            return key + "=" + value + ": must be " + choice.words();
        }
    }

    private static final List<Option> OPTIONS = Parameters.ALL.stream()
            .filter(parameter -> parameter.accepted() instanceof Choice)
            .map(parameter -> new Option(parameter.name(), (Choice) parameter.accepted())).toList();

    @TempDir
    Path directory;

    @Test
    void choicesAreAccepted() {
        for (Option option : OPTIONS) {
            for (String value : option.choice().values()) {
                Archetype.generate(directory.resolve(option.key() + value), "memorySize", "8192", option.key(), value);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "02", "x86", "ARM64", "24", "none", "AWS_IAM ", "[2, 4]", "${architecture}", "../x"})
    void othersAreRefused(String value) {
        List<Option> options = OPTIONS.stream().filter(option -> !option.choice().values().contains(value)).toList();
        Map<String, String> values = new HashMap<>(Archetype.IDS);
        options.forEach(option -> values.put(option.key(), value));

        Refusal.assertRefused(directory, values, options.stream()
                .map(option -> option.refusal(value)).toArray(String[]::new));
    }

    @Test
    void choicesAreNoExpressions() {
        assertEquals("1\\.5|a\\ b", new Choice("", List.of("1.5", "a b")).regex());
    }

    @Test
    void choicesAreNamed() {
        assertEquals("a or b (s)", new Choice("s", List.of("a", "b")).words());
        assertEquals("2, 4 or 8", new Choice("", List.of("2", "4", "8")).words());
    }
}
