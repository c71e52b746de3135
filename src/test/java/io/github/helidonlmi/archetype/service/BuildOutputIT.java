package io.github.helidonlmi.archetype.service;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.helidonlmi.archetype.support.Scenario;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What every project deploys is run.sh, the jar and its libraries.
 */
class BuildOutputIT {
    private static final int CLASS_FILE_OF_JAVA_1 = 44;

    @ParameterizedTest
    @MethodSource("io.github.helidonlmi.archetype.support.Scenario#generating")
    void holdsWhatIsDeployedAndNothingElse(Scenario scenario) throws IOException {
        assertEquals(Set.of("run.sh", "app.jar", "libs"), names(scenario.function()));
        assertTrue(Files.isExecutable(scenario.function().resolve("run.sh")));
        try (JarFile jar = new JarFile(scenario.function().resolve("app.jar").toFile())) {
            assertEquals(names(scenario.function().resolve("libs")),
                    Stream.of(jar.getManifest().getMainAttributes().getValue("Class-Path").split(" "))
                            .map(entry -> entry.replaceFirst("^libs/", ""))
                            .collect(Collectors.toCollection(TreeSet::new)));
        }
    }

    @ParameterizedTest
    @MethodSource("io.github.helidonlmi.archetype.support.Scenario#generating")
    void isCompiledForTheJavaOfTheRuntime(Scenario scenario) throws IOException {
        try (JarFile jar = new JarFile(scenario.function().resolve("app.jar").toFile())) {
            String main = jar.getManifest().getMainAttributes().getValue("Main-Class").replace('.', '/') + ".class";
            try (DataInputStream bytes = new DataInputStream(jar.getInputStream(jar.getEntry(main)))) {
                bytes.skipNBytes(6);
                assertEquals(scenario.value("javaVersion"),
                        String.valueOf(bytes.readUnsignedShort() - CLASS_FILE_OF_JAVA_1));
            }
        }
    }

    private static Set<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
