package io.github.helidonlmi.archetype.support;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

import io.github.helidonlmi.lambda.FunctionConfiguration;

/**
 * The fake model that a generated project has, which repeats each prompt word by word.
 */
public final class FakeModel implements AutoCloseable {
    private static final String URL = "AWS_ENDPOINT_URL_BEDROCK_RUNTIME";
    private static final Map<String, String> CREDENTIALS =
            Map.of("AWS_ACCESS_KEY_ID", "fake", "AWS_SECRET_ACCESS_KEY", "fake");

    private final Process process;
    private final String url;

    /**
     * @param scenario has the source bedrock, and was built
     */
    public FakeModel(Scenario scenario) throws IOException {
        process = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(),
                "-cp", scenario.project() + "/target/test-classes:" + scenario.function() + "/libs/*",
                scenario.value("groupId") + "." + scenario.value("artifactId") + ".FakeBedrock", "sh", "-c",
                "echo \"$" + URL + "\"; exec cat")
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        url = process.inputReader().lines().filter(line -> line.startsWith("http")).findFirst()
                .orElseThrow(() -> new IOException("the fake model has not started"));
    }

    /** The environment of a service that asks it. */
    public Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(CREDENTIALS);
        environment.put(URL, url);
        return environment;
    }

    /** Lets a function ask it. */
    public FunctionConfiguration answer(FunctionConfiguration function) {
        return function.environment(URL, url).credentials(CREDENTIALS);
    }

    @Override
    public void close() throws IOException {
        // Its command, and so itself, ends with its input
        process.getOutputStream().close();
        process.onExit().join();
    }
}
