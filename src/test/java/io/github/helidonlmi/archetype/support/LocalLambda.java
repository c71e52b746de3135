package io.github.helidonlmi.archetype.support;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Commands of a generated project that need the lambda artifact, which this build has installed for them.
 */
public final class LocalLambda {
    private LocalLambda() {
    }

    /**
     * A command in a project.
     *
     * @param environment variables to add to those of this process
     */
    public static ProcessBuilder command(Path project, Map<String, String> environment, String... command) {
        ProcessBuilder builder = Service.command(Path.of(command[0]), Map.of(
                "LAMBDA_ADAPTER", Tool.ADAPTER.path().toString(),
                "MAVEN_ARGS", "-Dmaven.repo.local=" + LocalRepository.FOLDER), environment);
        builder.environment().remove("STREAM_MAX_DASH_DURATION");
        builder.command().addAll(List.of(command).subList(1, command.length));
        return builder.directory(project.toFile()).redirectErrorStream(true);
    }

    /** Runs LambdaIT on the project's build. */
    public static Tool.Result test(Path project) throws IOException, InterruptedException {
        return run(command(project, Map.of(), "./mvnw", "--batch-mode", "--no-transfer-progress", "-Plambda",
                "test-compile", "surefire:test@lambda-it"));
    }

    /** Runs a command to its end; its errors are in its output. */
    public static Tool.Result run(ProcessBuilder command) throws IOException, InterruptedException {
        return Tool.run(command);
    }
}
