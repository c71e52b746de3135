package io.github.helidonlmi.archetype.stack;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.helidonlmi.archetype.support.RequiresTools;
import io.github.helidonlmi.archetype.support.Scenario;
import io.github.helidonlmi.archetype.support.Tool;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The linters of templates and workflows, at their strictest, find only what SECURITY.md accepts.
 */
@RequiresTools({Tool.ACTIONLINT, Tool.CFN_LINT, Tool.CHECKOV, Tool.PYTHON, Tool.SAM, Tool.ZIZMOR})
@ParameterizedClass
@MethodSource("io.github.helidonlmi.archetype.support.Scenario#generating")
class JudgesIT {
    private final Path project;

    @TempDir
    private Path directory;

    JudgesIT(Scenario scenario) {
        project = scenario.project();
    }

    @Test
    void cfnLintFindsNothingWorthEvenInformation() throws Exception {
        assertEquals("", cfnLint("template.yaml"));
        // I2530 recommends SnapStart, which Managed Instances do not have
        assertEquals("", cfnLint(transformed().toString(), "--ignore-checks", "I2530"));
    }

    @Test
    void samValidateFindsNothing() throws Exception {
        String output = Tool.SAM.run(project, "validate", "--lint").success();

        assertTrue(output.contains("is a valid SAM Template"), output);
    }

    @Test
    void checkovFindsWhatIsAccepted() throws Exception {
        Set<String> accepted = find("(?m)^\\| `(CKV\\w+)` \\| .+ \\|$", Files.readString(project.resolve("SECURITY.md")));

        assertEquals(accepted, Checkov.findings(transformed()));
    }

    @Test
    void zizmorFindsNothing() throws Exception {
        Tool.ZIZMOR.run(project, "--offline", "--persona", "pedantic", "--strict-collection", "--no-progress", ".github")
                .success();
    }

    @Test
    void actionlintFindsNothing() throws Exception {
        assertEquals("", Tool.ACTIONLINT.run(project, ".github/workflows/ci.yml").success());
    }

    /** What CloudFormation gets. */
    private Path transformed() throws Exception {
        return Files.writeString(directory.resolve("template.json"), Tool.PYTHON
                .run(project, Tool.SCRIPTS.resolve("transform.py"), project.resolve("template.yaml")).success());
    }

    private String cfnLint(String template, String... options) throws Exception {
        return Tool.CFN_LINT.run(project, Stream.of(Stream.of("--include-checks", "I", "--non-zero-exit-code", "informational"),
                Stream.of(options), Stream.of("--", template)).flatMap(part -> part).toArray()).success();
    }

    private static Set<String> find(String pattern, String text) {
        return Pattern.compile(pattern).matcher(text).results().map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
