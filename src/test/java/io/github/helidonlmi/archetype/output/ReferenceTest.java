package io.github.helidonlmi.archetype.output;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.helidonlmi.archetype.support.Archetype;
import io.github.helidonlmi.archetype.support.Project;
import io.github.helidonlmi.archetype.support.Scenario;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * Each scenario's project is the one in its {@code reference} folder, to the letter.
 */
class ReferenceTest {
    private static final String UPDATE = "reference.update";

    @ParameterizedTest
    @MethodSource("io.github.helidonlmi.archetype.support.Scenario#generating")
    void isAsReferred(Scenario scenario, @TempDir Path directory) throws IOException {
        Map<String, String> actual = Archetype.generate(directory, scenario.values()).files();
        if (Boolean.getBoolean(UPDATE)) {
            write(scenario.reference(), actual);
        }
        Map<String, String> expected = Files.exists(scenario.reference())
                ? Project.files(scenario.reference()) : Map.of();

        TreeSet<String> files = new TreeSet<>(actual.keySet());
        files.addAll(expected.keySet());
        String differing = files.stream()
                .filter(file -> !Objects.equals(expected.get(file), actual.get(file)))
                .map(file -> "  " + file + (!expected.containsKey(file) ? " (not in the reference)"
                        : !actual.containsKey(file) ? " (not generated)" : ""))
                .collect(Collectors.joining("\n"));
        assertEquals("", differing, () -> """
                The project of scenario %s is not the one in %s:
                %s
                If that is meant, run ./mvnw test -Dtest=ReferenceTest -D%s and commit what it changed.
                """.formatted(scenario, scenario.reference(), differing, UPDATE));
    }

    private static void write(Path folder, Map<String, String> files) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> old = Files.walk(folder)) {
                for (Path path : old.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path path = folder.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue(), Project.charset(path));
        }
    }
}
