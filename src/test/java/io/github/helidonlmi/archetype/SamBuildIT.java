package io.github.helidonlmi.archetype;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32;

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
    @MethodSource("io.github.helidonlmi.archetype.Scenario#generating")
    void buildsWhatTheProjectBuilds(Scenario scenario) throws Exception {
        Path built = SamBuild.of(scenario);

        assertLinesMatch(contents(scenario.function()), contents(built));
        assertTrue(Files.isExecutable(built.resolve("run.sh")));
    }

    @ParameterizedTest
    @MethodSource("io.github.helidonlmi.archetype.Scenario#generating")
    void whatIsUploadedRuns(Scenario scenario) throws Exception {
        Path built = SamBuild.of(scenario);
        Path task = folder.resolve("task");

        Tool.PYTHON.run(folder, Tool.SCRIPTS.resolve("zip.py"), built, "function").success();
        unpack(folder.resolve("function.zip"), task);

        assertLinesMatch(contents(built), contents(task));
        try (Service service = Service.start(task, Map.of())) {
            assertEquals("{\"status\":\"healthy\"}", service.client().get("/health").text());
        }
    }

    /** As Lambda does: modes are kept, times are not in the zip. */
    private static void unpack(Path zip, Path target) throws IOException {
        try (FileSystem files = FileSystems.newFileSystem(URI.create("jar:" + zip.toUri()),
                Map.of("enablePosixFileAttributes", true))) {
            for (Path file : files(files.getPath("/"))) {
                Path copy = target.resolve(file.toString().substring(1));
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
                Files.setPosixFilePermissions(copy, Files.getPosixFilePermissions(file));
                Files.setLastModifiedTime(copy, FileTime.from(Instant.parse("1980-01-01T00:00:00Z")));
            }
        }
    }

    /** The name, mode and checksum of every file. */
    private static List<String> contents(Path folder) throws IOException {
        List<String> contents = new ArrayList<>();
        for (Path file : files(folder)) {
            CRC32 checksum = new CRC32();
            checksum.update(Files.readAllBytes(file));
            contents.add("%s %s %08x".formatted(folder.relativize(file),
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(file)), checksum.getValue()));
        }
        return contents;
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
