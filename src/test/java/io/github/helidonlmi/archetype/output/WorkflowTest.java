package io.github.helidonlmi.archetype.output;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
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
        versions.keySet().removeAll(Set.of("ACTIONLINT", "EVENTSOURCE", "FETCH_EVENT_SOURCE", "GO_SSE", "HTTPX", "HTTPX_SSE",
                "LAMBDA_WEB_ADAPTER", "SHFMT_PY", "ZIZMOR"));

        assertEquals(versions, workflow.get("env"));
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
        assertEquals(Map.of("group", "deploy", "cancel-in-progress", false), deploy.get("concurrency"));
    }

    @Test
    void onlyTheDeploymentGetsAToken() {
        assertEquals(Map.of("contents", "read"), workflow.get("permissions"));
        assertEquals(Map.of("contents", "read", "id-token", "write"), jobs.get("deploy").get("permissions"));
        jobs.forEach((name, job) -> assertEquals(name.equals("deploy"), job.containsKey("permissions"), name));
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
        String page = project.read("docs/operations.md");

        assertEquals(Set.of("AWS_REGION", "DEPLOY_ROLE_ARN", "SECURITY_GROUP_IDS", "SUBNET_IDS"), variables);
        variables.forEach(variable -> assertTrue(page.contains("`" + variable + "`"), variable));
    }

    @SuppressWarnings("unchecked")
    private static Stream<Map<String, Object>> steps() {
        return jobs.values().stream().flatMap(job -> ((List<Map<String, Object>>) job.get("steps")).stream());
    }
}
