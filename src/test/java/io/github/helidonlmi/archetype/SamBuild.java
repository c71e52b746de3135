package io.github.helidonlmi.archetype;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * The output of {@code sam build}, which is what {@code sam deploy} uploads.
 */
final class SamBuild {
    private static final Set<Path> BUILT = new HashSet<>();

    private SamBuild() {
    }

    /** Builds a project, once for all tests of this JVM, and returns the folder of its function. */
    static synchronized Path of(Scenario scenario) throws IOException, InterruptedException {
        Path project = scenario.project();
        if (!BUILT.contains(project)) {
            Tool.SAM.run(project, "build").success();
            BUILT.add(project);
        }
        return project.resolve(".aws-sam/build/StreamingFunction");
    }
}
