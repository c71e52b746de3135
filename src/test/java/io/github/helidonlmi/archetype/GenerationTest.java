package io.github.helidonlmi.archetype;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

/**
 * Figures are filled into a generated file, which no value of a parameter can make go wrong: so this is tested from inside.
 */
class GenerationTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"{{one}}", "{{one}} {{two}} {{three}}"})
    void figuresAndPlaceholdersMustAgree(String text) throws IOException {
        Generation generation = generated(text);

        assertThrows(IllegalStateException.class, () -> generation.fill("CAPACITY.md", Map.of("one", "1", "two", "2")));
    }

    @Test
    void figuresReplacePlaceholdersAsTheyAre() throws IOException {
        generated("{{one}}, {{two}}\n").fill("CAPACITY.md", Map.of("one", "$1", "two", "\\2"));

        assertEquals("$1, \\2\n", Files.readString(directory.resolve("a/CAPACITY.md")));
    }

    private Generation generated(String capacity) throws IOException {
        Path archetype = directory.resolve("archetype.jar");
        try (OutputStream out = Files.newOutputStream(archetype); ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("archetype-resources/CAPACITY.md"));
        }
        Files.createDirectory(directory.resolve("a"));
        Files.writeString(directory.resolve("a/pom.xml"), "");
        Files.writeString(directory.resolve("a/CAPACITY.md"), capacity);
        return new Generation(archetype.toFile(), directory, Map.of("artifactId", "a", "package", "a"));
    }
}
