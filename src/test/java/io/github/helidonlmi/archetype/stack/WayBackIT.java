package io.github.helidonlmi.archetype.stack;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.helidonlmi.archetype.support.Archetype;
import io.github.helidonlmi.archetype.support.RequiresTools;
import io.github.helidonlmi.archetype.support.Stack;
import io.github.helidonlmi.archetype.support.Tool;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.github.helidonlmi.archetype.support.Stack.at;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What deploy.md says of old and new versions is what SAM makes of the template.
 */
@RequiresTools({Tool.CFN_LINT, Tool.PYTHON})
class WayBackIT {
    @TempDir
    private Path directory;

    private Path project;
    private String page;

    @BeforeEach
    void generate() throws Exception {
        project = Archetype.generate(directory).folder();
        page = Files.readString(project.resolve("docs/deploy.md"));
    }

    /** Retained, each version would keep its own MinExecutionEnvironments running. */
    @Test
    void theVersionBeforeIsDeleted() {
        Stack stack = Stack.of(project);

        assertTrue(page.contains("SAM deletes the previous version"), page);
        assertEquals("Delete", stack.resources().get(stack.name("AWS::Lambda::Version")).get("DeletionPolicy"));
    }

    @Test
    void theLinesForAGradualShiftMakeOne() throws Exception {
        Matcher lines = Pattern.compile("These lines below `(.+?)` [\\s\\S]*?```yaml\n([\\s\\S]*?)```").matcher(page);
        assertTrue(lines.find());
        Path template = project.resolve("template.yaml");
        String text = Files.readString(template);
        String above = "      " + lines.group(1) + "\n";
        assertTrue(text.contains(above));
        Files.writeString(template, text.replace(above, above + lines.group(2)));
        Stack stack = Stack.of(project);

        assertEquals("", Tool.CFN_LINT.run(project, "--", "template.yaml").success());
        assertEquals("CodeDeployDefault.LambdaCanary10Percent5Minutes",
                at(stack.properties("AWS::CodeDeploy::DeploymentGroup"), "DeploymentConfigName"));
        assertTrue(at(stack.properties("AWS::CodeDeploy::DeploymentGroup"), "AlarmConfiguration").toString()
                .contains("ErrorsAlarm"));
        assertTrue(stack.resources().get(stack.name("AWS::Lambda::Alias")).get("UpdatePolicy").toString()
                .contains("CodeDeployLambdaAliasUpdate"));
    }
}
