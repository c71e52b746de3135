package io.github.helidonlmi.archetype.output;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.github.helidonlmi.archetype.support.Archetype;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * What is shown after a success.
 */
class NextStepsTest {
    @TempDir
    private Path directory;

    @Test
    void openUrlIsPointedOut() {
        assertEquals(steps(directory + "/quotes-stream")
                + "The function URL is public. Generate with -DfunctionUrlAuth=AWS_IAM to allow signed requests only.\n\n",
                Archetype.generate(directory).printed());
    }

    @Test
    void closedUrlIsNot() {
        assertSteps(directory + "/quotes-stream", directory);
    }

    @Test
    void theFolderIsNamedAsAShellTakesIt() {
        assertSteps("'" + directory + "/it'\\''s a $folder/quotes-stream'", directory.resolve("it's a $folder"));
    }

    @Test
    void aFolderBelowTheCurrentOneIsNamedFromThere() throws IOException {
        Path below = Files.createTempDirectory(Path.of("target"), "next");

        assertSteps(below + "/quotes-stream", below);
    }

    private static void assertSteps(String folder, Path directory) {
        assertEquals(steps(folder), Archetype.generate(directory, "functionUrlAuth", "AWS_IAM").printed());
    }

    private static String steps(String folder) {
        return """

                Next, as README.md describes:
                  cd %s
                  ./mvnw verify
                  make run
                  make deploy STAGE=dev

                """.formatted(folder);
    }
}
