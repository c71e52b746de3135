package io.github.helidonlmi.archetype.parameters;

import java.nio.file.Path;
import java.util.Map;

import io.github.helidonlmi.archetype.support.Archetype;
import io.github.helidonlmi.archetype.support.Project;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * The ids are enough, and the other values have these defaults.
 */
class DefaultsTest {
    @Test
    void idsAreEnough(@TempDir Path directory) {
        Project project = Archetype.generate(directory, "groupId", "com.acme-labs", "artifactId", "Quote-stream-2");

        assertEquals(Map.ofEntries(
                Map.entry("groupId", "com.acme-labs"),
                Map.entry("artifactId", "Quote-stream-2"),
                Map.entry("version", "1.0-SNAPSHOT"),
                Map.entry("package", "com.acme_labs.quotestream2"),
                Map.entry("memorySize", "2048"),
                Map.entry("concurrency", "64"),
                Map.entry("memoryPerVCpu", "2"),
                Map.entry("maxVCpuCount", "20"),
                Map.entry("targetCpuUtilization", "70"),
                Map.entry("minExecutionEnvironments", "3"),
                Map.entry("maxExecutionEnvironments", "20"),
                Map.entry("architecture", "x86_64"),
                Map.entry("javaVersion", "25"),
                Map.entry("timeout", "120"),
                Map.entry("port", "8080"),
                Map.entry("functionUrlAuth", "NONE")), project.values(),
                "Change the defaults in archetype-metadata.xml or here, and in the parameter table of README.md");
    }
}
