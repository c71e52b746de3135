package io.github.helidonlmi.archetype.output;

import java.nio.file.Path;

import io.github.helidonlmi.archetype.support.Archetype;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * What is shown after a success.
 */
class NextStepsTest {
    private static final String STEPS = """

            Next, as README.md describes:
              cd quotes-stream
              ./mvnw verify
              make run
              make deploy STAGE=dev

            """;

    @TempDir
    Path directory;

    @Test
    void openUrlIsPointedOut() {
        assertEquals(STEPS
                + "The function URL is public. Generate with -DfunctionUrlAuth=AWS_IAM to allow signed requests only.\n\n",
                Archetype.generate(directory).printed());
    }

    @Test
    void closedUrlIsNot() {
        assertEquals(STEPS, Archetype.generate(directory, "functionUrlAuth", "AWS_IAM").printed());
    }
}
