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
              sam build && sam deploy --guided

            """;

    @TempDir
    Path directory;

    @Test
    void openUrlIsPointedOut() {
        assertEquals(STEPS
                + "Everybody may call the function URL; generate with -DfunctionUrlAuth=AWS_IAM to close it.\n\n",
                Archetype.generate(directory).printed());
    }

    @Test
    void nothingIsAskedForWithSubnetsAndSecurityGroups() {
        assertEquals(STEPS.replace(" --guided", ""), Archetype.generate(directory, "functionUrlAuth", "AWS_IAM",
                "subnetIds", "subnet-1", "securityGroupIds", "sg-1").printed());
    }

    @Test
    void closedUrlIsNot() {
        assertEquals(STEPS, Archetype.generate(directory, "functionUrlAuth", "AWS_IAM").printed());
    }
}
