package io.github.helidonlmi.archetype.parameters;

import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

import io.github.helidonlmi.archetype.Parameter;
import io.github.helidonlmi.archetype.Parameters;
import io.github.helidonlmi.archetype.support.Archetype;
import io.github.helidonlmi.archetype.support.Refusal;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A property whose name is nearly a parameter's is refused, with the name that was meant: it would silently give the default.
 */
class NamesTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({
        "memory, memorySize or memoryPerVCpu",
        "memorysize, memorySize",
        "memory-size, memorySize",
        "MEMORY_SIZE, memorySize",
        "memSize, memorySize",
        "concurency, concurrency",
        "concurrent, concurrency",
        "java, javaVersion",
        "arch, architecture",
        "timeouts, timeout",
        "prot, port",
        "targetCpuUtilisation, targetCpuUtilization",
        "maxExecutionEnvironment, minExecutionEnvironments or maxExecutionEnvironments",
        "functionURLAuth, functionUrlAuth"})
    void aNameThatIsNearlyOneIsRefused(String name, String meant) {
        Refusal.assertRefused(directory, Archetype.values(name, "1"), name + "=1: is not a parameter; you may mean " + meant);
    }

    static Stream<String> names() {
        return Parameters.ALL.stream().map(Parameter::name);
    }

    /** A letter that is missing, in the middle. */
    @ParameterizedTest
    @MethodSource("names")
    void aLetterLess(String name) {
        String less = name.substring(0, name.length() / 2) + name.substring(name.length() / 2 + 1);
        String message = Refusal.message(directory, Archetype.values(less, "1"));

        assertTrue(message.contains(less + "=1: is not a parameter; you may mean ") && message.contains(name), message);
    }

    @Test
    void itIsInTheSameMessageAsOtherProblems() {
        Refusal.assertRefused(directory, Archetype.values("port", "1", "concurency", "128"),
                "port=1: must be a whole number from 1024 to 65535 (not 9001, which Lambda's Runtime API has)",
                "concurency=128: is not a parameter; you may mean concurrency");
    }

    @ParameterizedTest
    @ValueSource(strings = {"goals", "filter", "interactiveMode", "outputDirectory", "archetypeVersion", "archetypeCatalog",
        "askForDefaultPropertyValues", "skipTests", "maven.version", "java.home", "packaging", "revision", "style"})
    void othersPass(String name) {
        Archetype.generate(directory, Map.of("groupId", "a", "artifactId", "b", name, "true"));
    }
}
