package io.github.helidonlmi.archetype.support;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.github.helidonlmi.lambda.FreePort;

/**
 * A run.sh as a process of its own on a free port, and a client of it.
 */
public final class Service implements AutoCloseable {
    private static final Duration READY_WITHIN = Duration.ofMinutes(1);

    private final TemporaryFolder folder = new TemporaryFolder("service");
    private final Path log = folder.path().resolve("log");
    private final Client client;
    private final Process process;
    private final FakeModel model;

    private Service(Path function, FakeModel model, Map<String, String> environment, List<String> options) throws IOException {
        this.model = model;
        int port = FreePort.find();
        client = new Client(URI.create("http://127.0.0.1:" + port), model != null);
        ProcessBuilder command = command(function.resolve("run.sh"), model == null ? Map.of() : model.environment(), environment,
                Map.of("PORT", String.valueOf(port)));
        command.command().add("-Djava.io.tmpdir=" + folder.path());
        // It ends before it would be compiled a second time
        command.command().add("-XX:TieredStopAtLevel=1");
        command.command().addAll(options);
        try {
            process = command
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
        } catch (IOException e) {
            folder.close();
            throw e;
        }
    }

    /**
     * Starts a run.sh on the JDK of this test, and returns once it is healthy.
     *
     * @param function    the folder that holds run.sh
     * @param environment variables to add to those of this process
     * @param options     options of java
     */
    public static Service start(Path function, Map<String, String> environment, String... options)
            throws IOException, InterruptedException {
        return awaitHealthy(new Service(function, null, environment, List.of(options)));
    }

    /** Starts what the build of a scenario has gathered to be deployed, with its fake model if it has one. */
    public static Service start(Scenario scenario, Map<String, String> environment) throws IOException, InterruptedException {
        return start(scenario, scenario.function(), environment);
    }

    /**
     * Starts what was built of a scenario, with its fake model if it has one.
     *
     * @param function the folder that holds run.sh
     * @param options  options of java
     */
    public static Service start(Scenario scenario, Path function, Map<String, String> environment, String... options)
            throws IOException, InterruptedException {
        FakeModel model = scenario.hasModel() ? new FakeModel(scenario) : null;
        return awaitHealthy(new Service(function, model, environment, List.of(options)));
    }

    private static Service awaitHealthy(Service service) throws IOException, InterruptedException {
        try {
            service.awaitHealthy();
        } catch (Throwable e) {
            service.close();
            throw e;
        }
        return service;
    }

    /**
     * The command that runs a script of a generated project with none of Lambda's variables but the given ones.
     */
    @SafeVarargs
    public static ProcessBuilder command(Path script, Map<String, String>... environments) {
        ProcessBuilder builder = new ProcessBuilder(script.toString());
        builder.environment().keySet().removeIf(name -> name.startsWith("AWS_") || name.equals("PORT"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        // The line takes longer than the shortest timeout of the scenarios
        builder.environment().put("STREAM_MAX_DASH_DURATION", "PT1M");
        for (Map<String, String> environment : environments) {
            builder.environment().putAll(environment);
        }
        return builder;
    }

    public Client client() {
        return client;
    }

    public ProcessHandle process() {
        return process.toHandle();
    }

    /**
     * Sends SIGTERM.
     *
     * @return the exit status
     */
    public int terminate() throws InterruptedException {
        process.destroy();
        return exitStatus();
    }

    /** The exit status, once the process has ended. */
    public int exitStatus() throws InterruptedException {
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            throw new AssertionError("still running after 30 s\n" + log());
        }
        return process.exitValue();
    }

    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return "no log: " + e;
        }
    }

    @Override
    public void close() throws IOException {
        client.close();
        process.destroyForcibly().onExit().join();
        if (model != null) {
            model.close();
        }
        folder.close();
    }

    private void awaitHealthy() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + READY_WITHIN.toNanos();
        while (System.nanoTime() < deadline && process.isAlive()) {
            try {
                if (client.get("/health").status() == 200) {
                    return;
                }
            } catch (ConnectException e) {
                Thread.sleep(20);
            }
        }
        throw new AssertionError("not healthy within " + READY_WITHIN + "\n" + log());
    }
}
