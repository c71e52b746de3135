package io.github.helidonlmi.archetype.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.CRC32;

import io.github.helidonlmi.archetype.support.Archetype;
import io.github.helidonlmi.archetype.support.RequiresTools;
import io.github.helidonlmi.archetype.support.SamBuild;
import io.github.helidonlmi.archetype.support.Scenario;
import io.github.helidonlmi.archetype.support.Service;
import io.github.helidonlmi.archetype.support.Tool;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertLinesMatch;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What SAM CLI builds and uploads is what the project's own build has gathered, and runs.
 */
@RequiresTools({Tool.SAM, Tool.PYTHON})
class SamBuildIT {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @MethodSource("io.github.helidonlmi.archetype.support.Scenario#generating")
    void buildsWhatTheProjectBuilds(Scenario scenario) throws Exception {
        Path built = SamBuild.of(scenario);

        assertLinesMatch(contents(scenario.function()),
                contents(built).stream().filter(file -> !file.startsWith("app.aot ")).toList());
        assertTrue(Files.isExecutable(built.resolve("run.sh")));
    }

    @ParameterizedTest
    @MethodSource("io.github.helidonlmi.archetype.support.Scenario#generating")
    void whatIsUploadedRuns(Scenario scenario) throws Exception {
        Path built = SamBuild.of(scenario);
        Path task = SamBuild.uploaded(scenario, folder);

        assertLinesMatch(contents(built), contents(task));
        try (Service service = Service.start(task, Map.of())) {
            assertEquals("{\"status\":\"healthy\"}", service.client().get("/health").text());
        }
    }

    /** Such as a download, on a machine whose HTTP goes through a proxy. */
    @Test
    void modesOfTheCheckoutAndAProxyDoNotMatter() throws Exception {
        Path project = Archetype.generate(folder).folder();
        for (Path file : SamBuild.files(project)) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
        Tool.runScript(project, Path.of("/bin/sh"), "-c", "umask 077 && http_proxy=http://127.0.0.1:9 exec \"$0\" build",
                Tool.SAM.path()).success();

        Path built = project.resolve(".aws-sam/build/StreamingFunction");
        assertEquals("rwxr-xr-x", mode(built.resolve("run.sh")));
        assertTrue(Files.exists(built.resolve("app.aot")));
        assertEquals(Set.of("rw-r--r--", "rwxr-xr-x"),
                SamBuild.files(built).stream().map(SamBuildIT::mode).collect(Collectors.toSet()));
        assertEquals("rwxr-xr-x", mode(built.resolve("libs")));
    }

    private static String mode(Path file) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The name, mode and checksum of every file. */
    private static List<String> contents(Path folder) throws IOException {
        List<String> contents = new ArrayList<>();
        for (Path file : SamBuild.files(folder)) {
            CRC32 checksum = new CRC32();
            checksum.update(Files.readAllBytes(file));
            contents.add("%s %s %08x".formatted(folder.relativize(file),
                    mode(file), checksum.getValue()));
        }
        return contents;
    }
}
