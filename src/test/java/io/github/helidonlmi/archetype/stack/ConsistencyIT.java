package io.github.helidonlmi.archetype.stack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import io.github.helidonlmi.archetype.support.Scenario;

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

    @BeforeEach
    void copy() throws IOException {
        Path project = Scenario.named("default").project();
        try (Stream<Path> files = Files.walk(project)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = directory.resolve(project.relativize(file));
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
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
        String text = Files.readString(directory.resolve(file));
        assertTrue(text.contains(right), file);
        Files.writeString(directory.resolve(file), text.replace(right, wrong));
        ProcessBuilder builder = new ProcessBuilder("sh", "mvnw", "--batch-mode", "surefire:test",
                "-Dtest=ConsistencyTest").directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertNotEquals(0, process.waitFor(), output);
        assertTrue(output.contains("ConsistencyTest." + test), output);
        assertEquals(1, output.lines().filter(line -> line.startsWith("[ERROR] Tests run: 12")).limit(1).count(), output);
    }
}
