package io.github.helidonlmi.archetype.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

import io.github.helidonlmi.archetype.support.RequiresTools;
import io.github.helidonlmi.archetype.support.SamBuild;
import io.github.helidonlmi.archetype.support.Scenario;
import io.github.helidonlmi.archetype.support.Service;
import io.github.helidonlmi.archetype.support.Tool;

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

    /** The name, mode and checksum of every file. */
    private static List<String> contents(Path folder) throws IOException {
        List<String> contents = new ArrayList<>();
        for (Path file : SamBuild.files(folder)) {
            CRC32 checksum = new CRC32();
            checksum.update(Files.readAllBytes(file));
            contents.add("%s %s %08x".formatted(folder.relativize(file),
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(file)), checksum.getValue()));
        }
        return contents;
    }
}
