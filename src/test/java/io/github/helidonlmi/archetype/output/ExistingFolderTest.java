package io.github.helidonlmi.archetype.output;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.github.helidonlmi.archetype.support.Archetype;
import io.github.helidonlmi.archetype.support.Project;
import io.github.helidonlmi.archetype.support.Refusal;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A folder that is there before keeps its own files, whether the values are accepted or refused.
 */
class ExistingFolderTest {
    private static final Instant BEFORE = Instant.now().minusSeconds(3);

    @TempDir
    Path directory;

    private Path folder;

    @BeforeEach
    void putFilesThere() throws IOException {
        folder = directory.resolve("quotes-stream");
        put("run.sh", "rw-r-----");
        put("README.md", "r--r--r--");
        put("CAPACITY.md", "rw-r--r--");
        put("notes.txt", "rw-------");
        put("src/main/java/com/example/quotesstream/Main.java", "rw-r--r--");
        put("src/main/java/com/example/quotesstream/mine/Mine.java", "rw-r--r--");
        put("docs/template.yaml", "rw-r--r--");
        Files.createDirectories(folder.resolve("empty/src"));
        put("../elsewhere/Makefile", "rw-r--r--");
        Files.createSymbolicLink(folder.resolve("Makefile"), Path.of("../elsewhere/Makefile"));
    }

    @Test
    void refusalLeavesAllAsItWas() {
        assertTrue(Refusal.message(directory, Archetype.values("port", "1")).contains("port=1: "));
    }

    @Test
    void refusalLeavesWhatIsWrittenMeanwhile() throws IOException {
        Files.writeString(folder.resolve("fresh.txt"), "mine");
        Files.setLastModifiedTime(folder.resolve("fresh.txt"), FileTime.from(Instant.now().plusSeconds(60)));

        assertTrue(Refusal.message(directory, Archetype.values("port", "1")).contains("port=1: "));
    }

    @Test
    void refusalLeavesLinkedFolder() throws IOException {
        Files.createDirectories(directory.resolve("shared/resources"));
        Files.createDirectories(folder.resolve("src/main"));
        Files.createSymbolicLink(folder.resolve("src/main/resources"), Path.of("../../../shared/resources"));

        assertTrue(Refusal.message(directory, Archetype.values("port", "1")).contains("port=1: "));
    }

    @Test
    void refusalTakesBackFoldersItMade() {
        Refusal.assertRefused(directory, Archetype.values("artifactId", "a/b/c"),
                "artifactId=a/b/c: must be at most 115 letters, digits and -, a letter first "
                        + "(it names the CloudFormation stacks, too)");
    }

    @Test
    void refusalFindsFilesWhereThePackagePutThem() {
        assertTrue(Refusal.message(directory, Archetype.values("package", "x.__version__.__unknown__", "port", "1"))
                .contains("port=1: "));
    }

    @Test
    void projectIsGeneratedAroundThem() {
        Map<String, String> before = Refusal.state(directory);
        Project project = Archetype.generate(directory);

        Map<String, String> after = Refusal.state(directory);
        assertTrue(project.files().containsKey("src/main/java/com/example/quotesstream/stream/StreamService.java"));
        after.keySet().retainAll(before.keySet());
        assertEquals(before, after, "A success must leave the files that were there before");
        assertTrue(Files.isExecutable(folder.resolve("mvnw")), "The project's own mvnw must be executable");
    }

    private void put(String file, String mode) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.write(path, List.of("mine: " + file));
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
        Files.setLastModifiedTime(path, FileTime.from(BEFORE));
    }

    @Test
    void aSymbolicLinkToTheFolderMakesNoDifference() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("link"), Files.createDirectory(directory.resolve("real")));

        Refusal.assertRefused(link, directory, Archetype.values("timeout", "0"),
                "timeout=0: must be a whole number from 1 to 900 (s)");
        assertEquals(Archetype.generate(directory.resolve("other")).files(), Archetype.generate(link).files());
    }

    /** As README.md says: the plugin refuses a folder with a pom.xml before any code of this archetype runs. */
    @Test
    void halfAProjectHasToBeDeletedBeforeASecondTry() throws IOException {
        Path parent = Files.createDirectory(directory.resolve("half"));
        Path pom = Files.createDirectory(parent.resolve("quotes-stream")).resolve("pom.xml");
        Files.writeString(pom, "<project/>");

        String message = assertThrows(IllegalStateException.class, () -> Archetype.generate(parent)).getCause().getMessage();
        assertTrue(message.contains("A Maven project already exists in the directory " + pom.getParent()), message);
        assertEquals(Map.of("quotes-stream/pom.xml", "<project/>"), Project.files(parent));
        Files.delete(pom);
        Files.delete(pom.getParent());
        assertEquals(Archetype.generate(directory.resolve("whole")).files(), Archetype.generate(parent).files());
    }
}
