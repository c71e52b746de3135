package io.github.helidonlmi.archetype.stack;

import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.github.helidonlmi.archetype.support.Tool;

import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The policies of checkov for CloudFormation.
 */
final class Checkov {
    private Checkov() {
    }

    /** Those that a template does not follow. */
    static Set<String> findings(Path template) throws Exception {
        String output = Tool.CHECKOV.run(template.getParent(), "--file", template, "--framework", "cloudformation",
                "--skip-download", "--quiet", "--compact", "--soft-fail").success();
        assertTrue(output.contains("Passed checks: "), output);
        return Pattern.compile("Check: (CKV\\w+):").matcher(output).results().map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
