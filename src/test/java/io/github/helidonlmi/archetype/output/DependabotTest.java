package io.github.helidonlmi.archetype.output;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.github.helidonlmi.archetype.support.Archetype;
import io.github.helidonlmi.archetype.support.Project;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What the generated dependabot.yml keeps up to date, in few pull requests.
 */
class DependabotTest {
    @TempDir
    private static Path directory;

    private static Project project;
    private static Map<String, Object> configuration;
    private static Map<String, Map<String, Object>> updates;

    @BeforeAll
    @SuppressWarnings("unchecked")
    static void generate() {
        project = Archetype.generate(directory);
        configuration = new Yaml().load(project.read(".github/dependabot.yml"));
        updates = ((List<Map<String, Object>>) configuration.get("updates")).stream()
                .collect(Collectors.toMap(update -> update.get("package-ecosystem").toString(), update -> update));
    }

    @Test
    void allVersionsAreLookedAtEveryWeekAndProposedAfterAnother() {
        assertEquals(Set.of("version", "updates"), configuration.keySet());
        assertEquals(2, configuration.get("version"));
        assertEquals(Set.of("maven", "github-actions", "pip"), updates.keySet());
        for (Map<String, Object> update : updates.values()) {
            assertEquals(Map.of("interval", "weekly"), update.get("schedule"));
            assertEquals(Map.of("default-days", 7), update.get("cooldown"));
            assertTrue(project.files().keySet().stream().anyMatch(file -> ("/" + file).startsWith(
                    update.get("directory").toString())), update.toString());
        }
    }

    /** Helidon 27 needs Java 27: proposed for Java 21 or 25, it would hide the patches of Helidon 4. */
    @Test
    void theNextMajorVersionOfHelidonIsNotProposed() {
        assertEquals("[{dependency-name=io.helidon*, update-types=[version-update:semver-major]}]",
                updates.get("maven").get("ignore").toString());
    }

    /** A dependency belongs to the first group that has it. */
    @Test
    void helidonComesInOnePullRequestAndTheRestInAnother() {
        assertEquals("{helidon={patterns=[io.helidon*]}, others={patterns=[*]}}",
                updates.get("maven").get("groups").toString());
        assertEquals("{actions={patterns=[*]}}", updates.get("github-actions").get("groups").toString());
        assertTrue(project.read("pom.xml").contains("<groupId>io.helidon"));
    }
}
