package io.github.helidonlmi.archetype.parameters;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import io.github.helidonlmi.archetype.Parameters;
import io.github.helidonlmi.archetype.support.Archetype;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * The ids are enough, and the other values have their defaults.
 */
class DefaultsTest {
    @Test
    void idsAreEnough(@TempDir Path directory) {
        Map<String, String> expected = new HashMap<>(Map.of(
                "groupId", "com.ACME-labs",
                "artifactId", "IO-stream-2",
                "package", "com.acme_labs.iostream2"));
        Parameters.ALL.forEach(parameter -> expected.putIfAbsent(parameter.name(), parameter.defaultValue()));

        assertEquals(expected,
                Archetype.generate(directory, "groupId", "com.ACME-labs", "artifactId", "IO-stream-2").values());
    }
}
