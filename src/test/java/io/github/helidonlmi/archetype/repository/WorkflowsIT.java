package io.github.helidonlmi.archetype.repository;

import java.nio.file.Path;

import io.github.helidonlmi.archetype.support.RequiresTools;
import io.github.helidonlmi.archetype.support.Tool;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * Nothing is found in the workflows of this repository.
 */
@RequiresTools({Tool.ACTIONLINT, Tool.SHELLCHECK, Tool.ZIZMOR})
class WorkflowsIT {
    private static final Path HERE = Path.of("").toAbsolutePath();

    @Test
    void actionlintFindsNothing() throws Exception {
        assertEquals("", Tool.ACTIONLINT.run(HERE, ".github/workflows/verify.yml", ".github/workflows/release.yml").success());
    }

    @Test
    void zizmorFindsNothing() throws Exception {
        assertEquals("No findings to report. Good job!",
                Tool.ZIZMOR.run(HERE, "--offline", "--quiet", "--color=never", "--persona=pedantic", ".github").success()
                        .replaceFirst(" \\(\\d+ suppressed\\)", "").strip());
    }
}
