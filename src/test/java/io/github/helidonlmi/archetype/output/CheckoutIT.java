package io.github.helidonlmi.archetype.output;

import java.nio.file.Path;
import java.util.SortedMap;

import io.github.helidonlmi.archetype.support.Archetype;
import io.github.helidonlmi.archetype.support.Project;
import io.github.helidonlmi.archetype.support.RequiresTools;
import io.github.helidonlmi.archetype.support.Tool;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * A project comes out of git as it was generated, whatever git does with line ends on that machine.
 */
@RequiresTools(Tool.GIT)
class CheckoutIT {
    @TempDir
    private Path directory;

    @Test
    void lineEndsAreThoseOfTheProject() throws Exception {
        Path project = Archetype.generate(directory).folder();
        SortedMap<String, String> expected = Project.files(project);
        Tool.GIT.run(project, "init", "--quiet").success();
        Tool.GIT.run(project, "-c", "core.autocrlf=true", "add", "--all").success();
        Tool.GIT.run(project, "-c", "user.name=team", "-c", "user.email=team@example.com", "commit", "--quiet",
                "--message=work").success();
        Path clone = directory.resolve("clone");
        Tool.GIT.run(project, "-c", "core.autocrlf=true", "worktree", "add", "--quiet", "--detach", clone).success();

        SortedMap<String, String> actual = Project.files(clone);
        actual.remove(".git");
        assertEquals(expected, actual);
    }
}
