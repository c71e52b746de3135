package io.github.helidonlmi.archetype.output;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

import io.github.helidonlmi.archetype.Parameter;
import io.github.helidonlmi.archetype.Parameters;
import io.github.helidonlmi.archetype.support.Archetype;
import io.github.helidonlmi.archetype.support.Project;
import io.github.helidonlmi.archetype.support.Scenario;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * .archetype.properties has all that makes the same project again.
 */
class RecordedParametersTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @MethodSource("io.github.helidonlmi.archetype.support.Scenario#generating")
    void makeTheSameProject(Scenario scenario) throws IOException {
        Project project = Archetype.generate(directory.resolve("first"), scenario.values());
        Properties recorded = new Properties();
        recorded.load(new StringReader(project.read(".archetype.properties")));
        Map<String, String> values = new TreeMap<>();
        Parameters.ALL.stream().map(Parameter::name)
                .forEach(name -> values.put(name, String.valueOf(recorded.remove(name))));
        Project again = Archetype.generate(directory.resolve("second"), values);

        assertEquals(project.files(), again.files());
        assertTrue(Files.readString(Path.of("pom.xml")).contains("""
                    <groupId>%s</groupId>
                    <artifactId>%s</artifactId>
                    <version>%s</version>
                """.formatted(recorded.remove("archetypeGroupId"), recorded.remove("archetypeArtifactId"),
                recorded.remove("archetypeVersion"))));
        assertEquals(Map.of(), recorded);
    }
}
