package io.github.helidonlmi.archetype.repository;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import io.github.helidonlmi.archetype.support.Archetype;
import io.github.helidonlmi.archetype.support.RequiresTools;
import io.github.helidonlmi.archetype.support.Tool;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

/**
 * shellcheck finds nothing in the scripts, and shfmt with the .editorconfig changes nothing, in this repository and in a
 * generated project.
 */
@RequiresTools({Tool.SHELLCHECK, Tool.SHFMT})
class ScriptsIT {
    @TempDir
    private static Path directory;

    /** The only script that has a parameter of the archetype. */
    private static final String TEMPLATE = "archetype-resources/scripts/with-model.sh";

    private static Path generated;
    private static Path withModel;

    @BeforeAll
    static void generate() {
        generated = Archetype.generate(directory.resolve("greeting")).folder();
        withModel = Archetype.generate(directory.resolve("bedrock"), "source", "bedrock").folder();
    }

    static Stream<Path> folders() {
        return Stream.of(generated, withModel, Path.of("").toAbsolutePath());
    }

    @ParameterizedTest
    @MethodSource("folders")
    void shellcheckFindsNothing(Path folder) throws Exception {
        List<String> scripts = Tool.SHFMT.run(folder, "--find", ".").success().lines()
                .filter(script -> !script.endsWith(TEMPLATE)).toList();
        assertFalse(scripts.isEmpty());

        for (String script : scripts) {
            assertEquals("", Tool.SHELLCHECK.run(folder, "--norc", "--external-sources", "--source-path=SCRIPTDIR", script)
                    .success());
        }
    }

    @ParameterizedTest
    @MethodSource("folders")
    void shfmtChangesNothing(Path folder) throws Exception {
        assertEquals("", Tool.SHFMT.run(folder, "--diff", ".").success());
    }
}
