package io.github.helidonlmi.archetype.output;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

import io.github.helidonlmi.archetype.support.Archetype;
import io.github.helidonlmi.archetype.support.Project;
import io.github.helidonlmi.archetype.support.Refusal;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Below a parent pom.xml a project is its module, and a refused one is not.
 */
class ParentTest {
    private static final String NO_MODULES = "";
    private static final String OTHER = """
            <modules>
                <module>other</module>
            </modules>
            """;
    private static final String OTHER_AND_PROFILE = """
            <profiles>
                <profile>
                    <id>all</id>
                    <modules>
                        <module>extra</module>
                    </modules>
                </profile>
            </profiles>
            <modules>
                <!-- first -->
                <module>other</module>
            </modules>
            """;

    @TempDir
    Path directory;

    @Test
    void projectIsItsModule() throws IOException {
        write(OTHER);
        Project project = Archetype.generate(directory);

        String parent = read();
        assertTrue(parent.contains("<module>other</module><module>quotes-stream</module>"), parent);
        assertTrue(project.read("pom.xml").contains("<artifactId>parent</artifactId>"));
    }

    @ParameterizedTest
    @ValueSource(strings = {NO_MODULES, OTHER, OTHER_AND_PROFILE})
    void refusedProjectIsNoModule(String modules) throws IOException {
        write(modules);
        String before = read();

        assertThrows(IllegalArgumentException.class, () -> Archetype.generate(directory, "port", "1"));
        assertEquals(before, read());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a&amp;b", "a>b", "<![CDATA[x]]>", "$1", "../x", "a.b", "\\E"})
    void oddNameIsNoModule(String artifactId) throws IOException {
        assertNoModule(artifactId);
    }

    @Test
    @DisabledIfSystemProperty(named = "sun.jnu.encoding", matches = "ANSI_X3.4-1968",
            disabledReason = "The plugin fails to write a file of such a name before it runs the archetype's script")
    void nameBeyondAsciiIsNoModule() throws IOException {
        assertNoModule("ü");
    }

    private void assertNoModule(String artifactId) throws IOException {
        Path inner = Files.createDirectories(directory.resolve("inner"));
        directory = inner;
        write(OTHER);
        String before = read();

        assertThrows(IllegalArgumentException.class, () -> Archetype.generate(inner, "artifactId", artifactId));
        assertEquals(before, read());
    }

    @Test
    void moduleThatWasThereStays() throws IOException {
        write(OTHER.replace("other", "quotes-stream"));

        assertTrue(Refusal.message(directory, Archetype.values("port", "1")).contains("port=1: "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "ISO-8859-1", "UTF-16"})
    void parentKeepsItsEncoding(String encoding) throws IOException {
        Files.writeString(directory.resolve("pom.xml"), pom(encoding, """
                <modules>
                    <module>quotes-stream<!-- Zürich --></module>
                </modules>
                """), Charset.forName(encoding));

        assertTrue(Refusal.message(directory, Archetype.values("port", "1")).contains("port=1: "));
    }

    private void write(String modules) throws IOException {
        Path pom = Files.writeString(directory.resolve("pom.xml"), pom("UTF-8", modules));
        Files.setLastModifiedTime(pom, FileTime.from(Instant.now().minusSeconds(5)));
    }

    private static String pom(String encoding, String modules) {
        return """
                <?xml version="1.0" encoding="%s"?>
                <project xmlns="http://maven.apache.org/POM/4.0.0">
                    <modelVersion>4.0.0</modelVersion>
                    <groupId>com.example</groupId>
                    <artifactId>parent</artifactId>
                    <version>1</version>
                    <packaging>pom</packaging>
                    <name>Zürich</name>
                %s</project>
                """.formatted(encoding, modules);
    }

    /** Without the blanks between elements, which the plugin rearranges. */
    private String read() throws IOException {
        return Files.readString(directory.resolve("pom.xml")).replaceAll("(?<=>)\\s+(?=<|$)", "");
    }
}
