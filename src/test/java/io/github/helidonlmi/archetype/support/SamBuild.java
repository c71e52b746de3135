package io.github.helidonlmi.archetype.support;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The output of {@code sam build}, which is what {@code sam deploy} uploads.
 */
public final class SamBuild {
    private static final Map<Scenario, Path> BUILT = new ConcurrentHashMap<>();

    private SamBuild() {
    }

    /** Builds a project, once for all tests of this JVM, and returns the folder of its function. */
    public static Path of(Scenario scenario) {
        return BUILT.computeIfAbsent(scenario, built -> {
            try {
                Tool.SAM.run(built.project(), "build").success();
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return built.project().resolve(".aws-sam/build/StreamingFunction");
        });
    }

    /**
     * What Lambda makes of the build's zip: modes are kept, times are not in it.
     *
     * @param folder holds the zip and the result
     */
    public static Path uploaded(Scenario scenario, Path folder) throws IOException, InterruptedException {
        Tool.PYTHON.run(folder, Tool.SCRIPTS.resolve("zip.py"), of(scenario), "function").success();
        Path task = folder.resolve("task");
        try (FileSystem zip = FileSystems.newFileSystem(URI.create("jar:" + folder.resolve("function.zip").toUri()),
                Map.of("enablePosixFileAttributes", true))) {
            for (Path file : files(zip.getPath("/"))) {
                Path copy = task.resolve(file.toString().substring(1));
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
                Files.setPosixFilePermissions(copy, Files.getPosixFilePermissions(file));
                Files.setLastModifiedTime(copy, FileTime.from(Instant.parse("1980-01-01T00:00:00Z")));
            }
        }
        return task;
    }

    public static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
