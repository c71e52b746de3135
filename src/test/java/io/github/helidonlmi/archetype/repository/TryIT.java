package io.github.helidonlmi.archetype.repository;

import java.nio.file.Path;
import java.util.regex.Pattern;

import io.github.helidonlmi.archetype.support.Checkout;
import io.github.helidonlmi.archetype.support.Client;
import io.github.helidonlmi.archetype.support.LocalRepository;
import io.github.helidonlmi.archetype.support.RequiresTools;
import io.github.helidonlmi.archetype.support.Tool;
import io.github.helidonlmi.lambda.FreePort;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The first command of README.md shows a stream.
 */
@RequiresTools(Tool.GIT)
class TryIT {
    @TempDir
    private static Path directory;

    private static Path repository;

    @BeforeAll
    static void checkOut() throws Exception {
        repository = Checkout.in(directory.resolve("repository"));
    }

    @ParameterizedTest
    @CsvSource({"greeting, " + Client.LINE, "bedrock, a fake one repeats it"})
    void aProjectIsGeneratedAndStreams(String source, String line) throws Exception {
        String output = Tool.runScript(repository, Path.of("/bin/sh"), "-c",
                "PORT=%s MAVEN_ARGS='--settings %s -Dmaven.repo.local=%s' ./try.sh -Dsource=%s".formatted(FreePort.find(),
                        LocalRepository.settings(directory), LocalRepository.FOLDER, source)).success();

        assertTrue(Pattern.compile(line).matcher(output).find(), output);
    }
}
