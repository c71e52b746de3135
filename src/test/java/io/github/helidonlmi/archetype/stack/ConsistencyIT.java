package io.github.helidonlmi.archetype.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import io.github.helidonlmi.archetype.support.Archetype;
import io.github.helidonlmi.archetype.support.Scenario;
import io.github.helidonlmi.archetype.support.Tool;
import io.github.helidonlmi.archetype.support.Tool.Result;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The generated ConsistencyTest fails when one file is changed and the others are not.
 */
class ConsistencyIT {
    @TempDir
    private Path directory;

    private Path project;

    @BeforeEach
    void generate() throws IOException {
        project = Archetype.generate(directory).folder();
        Path built = Scenario.named("default").project().resolve("target");
        try (Stream<Path> files = Files.walk(built)) {
            for (Path file : files.toList()) {
                Files.copy(file, project.resolve("target").resolve(built.relativize(file)));
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "template.yaml            | Runtime: java25            | Runtime: java21            | java",
        ".github/workflows/ci.yml | java-version: '25'         | java-version: '21'         | java",
        "template.yaml            | AdapterLayerX86:           | AdapterLayerArm64:         | processor",
        "template.yaml            | PORT: '8080'               | PORT: '8081'               | port",
        "template.yaml            | Timeout: 120               | Timeout: 60                | timeout",
        "template.yaml            | Default: 2048              | Default: 4096              | figures",
        "CAPACITY.md              | `MaxConcurrency` 64        | `MaxConcurrency` 65        | capacityIsComputedFromTheDefaults"})
    void aFileThatDisagreesIsNamed(String file, String right, String wrong, String test) throws Exception {
        String text = Files.readString(project.resolve(file));
        assertTrue(text.contains(right), file);
        Files.writeString(project.resolve(file), text.replace(right, wrong));
        Result result = Tool.runScript(project, project.resolve("mvnw"), "--batch-mode", "surefire:test",
                "-Dtest=ConsistencyTest");
        String output = result.output();

        assertNotEquals(0, result.status(), output);
        assertTrue(output.contains("ConsistencyTest." + test), output);
        assertEquals(1, output.lines().filter(line -> line.startsWith("[ERROR] Tests run: 12")).limit(1).count(), output);
    }
}
