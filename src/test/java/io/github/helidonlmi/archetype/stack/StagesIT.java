package io.github.helidonlmi.archetype.stack;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

import io.github.helidonlmi.archetype.support.Archetype;
import io.github.helidonlmi.archetype.support.RequiresTools;
import io.github.helidonlmi.archetype.support.Tool;
import io.github.helidonlmi.archetype.support.Tool.Result;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * {@code make deploy}, {@code network} and {@code rollback}: what a stage of samconfig.toml says reaches CloudFormation whole,
 * through the real SAM CLI.
 */
@RequiresTools({Tool.MAKE, Tool.SAM})
class StagesIT {
    private static final String EMPTY = "SubnetIds = []\nSecurityGroupIds = []\n";
    private static final String SUBNETS = """
            SubnetIds = ["subnet-1", "subnet-2", "subnet-3"]
            SecurityGroupIds = ["sg-1"]
            """;

    @TempDir
    private Path directory;

    private CloudFormation aws;
    private Path project;
    private Path bin;

    @BeforeEach
    void generate() throws IOException {
        aws = new CloudFormation();
        project = Archetype.generate(directory).folder();
        bin = Files.createDirectory(directory.resolve("bin"));
        // Builds nothing, as what is built does not matter here
        play("sam", "[ \"$1\" != build ] || exec mkdir -p .aws-sam/build/StreamingFunction\nexec " + Tool.SAM.path() + " \"$@\"");
    }

    @AfterEach
    void stop() {
        aws.close();
    }

    @Test
    void aStageSendsEachParameterThatItNamesAndNoOther() throws Exception {
        stages(SUBNETS);
        make("deploy", "STAGE=dev");

        assertEquals("quotes-stream-dev", aws.stack());
        assertEquals(Map.of("SubnetIds", "subnet-1,subnet-2,subnet-3", "SecurityGroupIds", "sg-1", "LogRetentionInDays", "7",
                "MinExecutionEnvironments", "1"), named());

        make("deploy", "STAGE=prod");

        assertEquals("quotes-stream-prod", aws.stack());
        assertEquals(Map.of("SubnetIds", "subnet-1,subnet-2,subnet-3", "SecurityGroupIds", "sg-1", "LogRetentionInDays", "30",
                "MinExecutionEnvironments", "3", "AlarmTopicArn", ""), named());
        assertEquals("the previous value", aws.parameters().get("MemorySize"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[\"subnet-1\",\"subnet-2\"]", "[ \"subnet-1\" , \"subnet-2\" ]", "[\" subnet-1\", \"subnet-2 \"]",
        "['subnet-1', 'subnet-2']", "\"subnet-1,subnet-2\"", "[\n    \"subnet-1\",\n    \"subnet-2\",\n]"})
    void aListReachesCloudFormationWholeHoweverItIsWritten(String subnets) throws Exception {
        stages("SubnetIds = " + subnets + "\nSecurityGroupIds = [\"sg-1\"]\n");
        make("deploy", "STAGE=dev");

        assertEquals("subnet-1,subnet-2", aws.parameters().get("SubnetIds"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a,b", "it's", "say \"hi\" there", "cron(0 20 ? * MON-FRI *)", "A=b C=d", "$HOME"})
    void aTextReachesCloudFormationAsItIs(String text) throws Exception {
        stages(SUBNETS + "DownSchedule = \"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"\n");
        make("deploy", "STAGE=dev");

        assertEquals(text, aws.parameters().get("DownSchedule"));
    }

    @ParameterizedTest
    @CsvSource({"deploy, ''", "deploy, STAGE=", "deploy, STAGE=test", "deploy, STAGE=ev", "network, STAGE=test",
        "rollback, STAGE=test"})
    void aStageThatIsNoneIsNamedWithThoseThatAre(String target, String stage) throws Exception {
        stages(SUBNETS);
        Result result = stage.isEmpty() ? make(target) : make(target, stage);

        assertEquals(2, result.status(), result.output());
        assertTrue(result.output().contains(stage.replaceFirst("^$", "STAGE=")
                + ": must be a stage of samconfig.toml: dev prod"), result.output());
        assertEquals(null, aws.stack());
    }

    @Test
    void aStageWithoutANetworkIsNotDeployed() throws Exception {
        Result result = make("deploy", "STAGE=prod");

        assertEquals(2, result.status(), result.output());
        assertTrue(result.output().startsWith(EMPTY
                + "samconfig.toml: name your subnets and security groups for prod, or those of make network\n"), result.output());
    }

    @Test
    void whatTheNetworkPrintsIsWhatAStageTakes() throws Exception {
        play("aws", """
                [ "$1 $2" = 'cloudformation describe-stacks' ] || { echo "$@" >arguments; exit; }
                printf 'SubnetIds\\tsubnet-1,subnet-2,subnet-3\\nSecurityGroupIds\\tsg-1\\n'""");
        String output = make("network", "STAGE=dev", "NETWORK=WithBedrock=true WithNatGateway=true").success();

        assertTrue(output.endsWith("Put these into [dev.deploy.parameters.parameter_overrides] of samconfig.toml:\n" + SUBNETS),
                output);
        assertEquals("cloudformation deploy --template-file network.yaml --stack-name quotes-stream-dev-network "
                + "--no-fail-on-empty-changeset --parameter-overrides WithBedrock=true WithNatGateway=true\n",
                Files.readString(project.resolve("arguments")));
    }

    @ParameterizedTest
    @CsvSource({"'', 1", "TO=HEAD, 2", "TO=first, 1"})
    void rollbackDeploysAnEarlierCommitAndLeavesNothingBehind(String to, String version) throws Exception {
        play("sam", "[ \"$1\" = build ] && mkdir -p .aws-sam/build/StreamingFunction || "
                + "echo \"$* at $(cat version)\" >>" + directory.resolve("deployed"));
        stages(SUBNETS);
        Files.writeString(project.resolve("version"), "1");
        git("init", "--quiet");
        commit("first");
        git("tag", "first");
        Files.writeString(project.resolve("version"), "2");
        commit("second");
        Files.writeString(project.resolve("version"), "not committed");
        (to.isEmpty() ? make("rollback", "STAGE=prod") : make("rollback", "STAGE=prod", to)).success();

        assertEquals("deploy --config-env prod at " + version + "\n", Files.readString(directory.resolve("deployed")));
        assertEquals(1, git("worktree", "list").lines().count());
        assertEquals("not committed", Files.readString(project.resolve("version")));
    }

    private void stages(String network) throws IOException {
        Path file = project.resolve("samconfig.toml");
        Files.writeString(file, Files.readString(file).replace(EMPTY, network));
    }

    private Map<String, String> named() {
        Map<String, String> named = aws.parameters();
        named.values().removeIf("the previous value"::equals);
        return named;
    }

    private void commit(String message) throws Exception {
        git("add", ".");
        git("-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "--quiet", "--message", message);
    }

    private String git(String... arguments) throws Exception {
        return run("git", arguments).success();
    }

    private Result make(String... arguments) throws Exception {
        return run("make", arguments);
    }

    private Result run(String command, String... arguments) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command).directory(project.toFile()).redirectErrorStream(true);
        builder.command().addAll(List.of(arguments));
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.matches("(AWS|SAM|GIT)_.*|MAKE.*|CI|STAGE|TO|NETWORK"));
        environment.putAll(Map.of("AWS_ACCESS_KEY_ID", "id", "AWS_SECRET_ACCESS_KEY", "key", "AWS_DEFAULT_REGION", "us-east-1",
                "AWS_ENDPOINT_URL", aws.url(), "AWS_MAX_ATTEMPTS", "1", "SAM_CLI_TELEMETRY", "0", "HOME", directory.toString(),
                "TMPDIR", directory.toString(), "PATH", bin + File.pathSeparator + System.getenv("PATH")));
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), output, "");
    }

    private void play(String name, String script) throws IOException {
        Path file = Files.writeString(bin.resolve(name), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
