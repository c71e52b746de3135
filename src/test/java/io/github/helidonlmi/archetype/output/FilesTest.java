package io.github.helidonlmi.archetype.output;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.helidonlmi.archetype.support.Archetype;
import io.github.helidonlmi.archetype.support.EditorConfig;
import io.github.helidonlmi.archetype.support.Project;
import io.github.helidonlmi.archetype.support.Scenario;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The files of a project, and what holds for each of them.
 */
class FilesTest {
    @TempDir
    private static Path directory;

    private static Project project;
    private static SortedMap<String, String> files;

    @BeforeAll
    static void generate() {
        project = Archetype.generate(directory);
        files = project.files();
    }

    /** A checksum needs unzip, which a machine with only a JDK may lack: a team has it, try.sh may not. */
    @Test
    void wrapperIsThisProjectsWithAChecksum() throws IOException {
        String wrapper = files.get(".mvn/wrapper/maven-wrapper.properties");

        assertEquals(Files.readString(Path.of(".mvn/wrapper/maven-wrapper.properties")),
                wrapper.replaceFirst("distributionSha256Sum=[0-9a-f]{64}\n", ""));
        assertTrue(wrapper.contains("distributionSha256Sum="), wrapper);
    }

    @Test
    void scriptsAreExecutable() {
        assertEquals(List.of("mvnw", "run.sh", "scripts/concurrent-streams.sh", "scripts/lambda.sh",
                        "scripts/record-aot-cache.sh", "scripts/upgrade.sh"),
                files.keySet().stream().filter(file -> Files.isExecutable(project.folder().resolve(file))).toList(),
                "PostGenerate.java names the executable files");
    }

    @Test
    void nothingOfTheTemplatesIsLeft() {
        String keys = String.join("|", project.values().stringPropertyNames());
        assertAll(
                () -> assertNowhere(files, "\\$!?\\{?(" + keys + ")\\b(?![.-])", "a parameter that was not filled in"),
                () -> assertNowhere(files,
                        "(?m)^\\s*#(set|if|else|elseif|end|foreach|macro|stop|break|parse|include)\\b",
                        "a Velocity directive"),
                () -> assertNowhere(files, "#\\[\\[|]]#", "a Velocity quotation"),
                () -> assertNowhere(files, "@[a-z]+([.-][A-Za-z]+)+@", "a value of pom.xml's that was not filled in"),
                () -> assertNowhere(files, "__[A-Za-z]+__", "a placeholder of a file name"));
    }

    @ParameterizedTest
    @MethodSource("io.github.helidonlmi.archetype.support.Scenario#generating")
    void filesObeyTheirEditorConfig(Scenario scenario, @TempDir Path elsewhere) throws IOException {
        EditorConfig editorConfig = new EditorConfig();
        Project generated = Archetype.generate(elsewhere, scenario.values());
        List<String> violations = new ArrayList<>();
        for (String file : generated.files().keySet()) {
            violations.addAll(editorConfig.violations(generated.folder(), file));
        }

        assertEquals("", String.join("\n", violations));
    }

    @Test
    void filesAreTidy() {
        assertAll(
                () -> assertNowhere(files, "\\A\\s*\\z", "nothing but blanks"),
                () -> assertNowhere(files, "\\A\\s", "a blank at the beginning"),
                () -> assertNowhere(files, "\\n\\s*\\n\\z", "a blank line at the end"),
                () -> assertNowhere(files, "\\n\\n\\n", "two blank lines in a row"));
    }

    private static Stream<Map.Entry<String, String>> texts(Map<String, String> files) {
        return files.entrySet().stream().filter(file -> !file.getKey().endsWith(".png"));
    }

    private static void assertNowhere(Map<String, String> files, String regex, String meaning) {
        Pattern pattern = Pattern.compile(regex);
        assertEquals(List.of(), texts(files)
                .filter(file -> !file.getKey().startsWith("mvnw"))
                .flatMap(file -> pattern.matcher(file.getValue()).results()
                        .map(found -> file.getKey() + ":" + line(file.getValue(), found.start()) + " " + found.group()))
                .toList(), () -> "There must not be " + meaning);
    }

    private static long line(String text, int position) {
        return text.substring(0, position).chars().filter(character -> character == '\n').count() + 1;
    }
}
