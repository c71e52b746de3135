package io.github.helidonlmi.archetype.repository;

import java.nio.file.Path;
import java.util.stream.Stream;

import io.github.helidonlmi.archetype.support.RequiresTools;
import io.github.helidonlmi.archetype.support.Scenario;
import io.github.helidonlmi.archetype.support.Tool;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * shellcheck finds nothing in the scripts, neither those that are generated nor those of this project.
 */
@RequiresTools(Tool.SHELLCHECK)
class ShellcheckIT {
    static Stream<Path> scripts() {
        Path project = Scenario.named("default").project();
        return Stream.of(project.resolve("run.sh"), project.resolve("scripts/concurrent-streams.sh"),
                Path.of(".ci", "run"), Path.of("try.sh"), Tool.SCRIPTS.resolve("install.sh"));
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void findsNothing(Path script) throws Exception {
        assertEquals("", Tool.SHELLCHECK.run(Path.of("").toAbsolutePath(),
                "--norc", "--external-sources", "--source-path=SCRIPTDIR", script).success());
    }
}
