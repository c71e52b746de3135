package io.github.helidonlmi.lambda;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Runs the function of a SAM template until Ctrl-C.
 * <pre>
 * java -cp ... io.github.helidonlmi.lambda.Main --code target/function
 * </pre>
 */
public final class Main {
    private static final String USAGE = """
            usage: Main --code FOLDER [OPTION...]
              --code FOLDER          what is deployed
              --template FILE        SAM template of the function (template.yaml)
              --parameter-overrides NAME=VALUE...
                                     parameters of the template, where they differ from their defaults
              --bandwidth-limit      2 MB/s after the first 6 MB of a response
            Variables of this shell replace those of the template with the same name. The function URL has the port PORT.""";

    private static final String PORT = "PORT";
    private static final String ENDPOINT_URL = "AWS_ENDPOINT_URL";
    private static final int MAX_PORT = 65535;
    private static final Duration PAUSE = Duration.ofMillis(500);

    private Path code;
    private Path template = Path.of("template.yaml");
    private final Map<String, String> parameterOverrides = new HashMap<>();
    private boolean bandwidthLimit;

    private Main(List<String> arguments) {
        Iterator<String> values = arguments.iterator();
        while (values.hasNext()) {
            String option = values.next();
            switch (option) {
                case "--code" -> code = Path.of(value(option, values));
                case "--template" -> template = Path.of(value(option, values));
                case "--bandwidth-limit" -> bandwidthLimit = true;
                case "--parameter-overrides" -> { }
                default -> override(option);
            }
        }
        if (code == null) {
            throw new IllegalArgumentException("--code is missing\n" + USAGE);
        }
    }

    /**
     * Ends with status 1 and one message when the function cannot start.
     */
    public static void main(String[] arguments) throws InterruptedException {
        // What the function prints is the log, not what this server does
        Logger.getLogger("io.helidon").setLevel(Level.OFF);
        try {
            new Main(List.of(arguments)).run();
        } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
            System.err.println("lambda: " + e.getMessage());
            System.exit(1);
        }
    }

    private void run() throws IOException, InterruptedException {
        SamTemplate sam = new SamTemplate(template, parameterOverrides);
        Map<String, String> shell = System.getenv();
        FunctionConfiguration function = sam.function(code)
                .port(port(shell.getOrDefault(PORT, sam.port()))).bandwidthLimit(bandwidthLimit).credentials(shell);
        Adapter adapter = Adapter.find(shell, Path.of(".lambda"), function.adapterLayer());
        function.adapter(adapter.path());
        System.out.println(adapter.describe(function.adapterLayer()));
        sam.variables().stream().filter(shell::containsKey).forEach(name -> function.environment(name, shell.get(name)));
        shell.keySet().stream().filter(name -> name.startsWith(ENDPOINT_URL)).forEach(name ->
                function.environment(name, shell.get(name)));
        sam.unknown().stream().filter(name -> !shell.containsKey(name)).forEach(name ->
                System.out.println(name + " is not set, as only a deployment knows its value: set it in this shell"));
        while (true) {
            String reason = runEnvironment(function);
            System.out.println("The execution environment has ended: " + reason + ". A new one starts.");
        }
    }

    /** Runs one execution environment, and returns why it has ended. */
    private static String runEnvironment(FunctionConfiguration function) throws IOException, InterruptedException {
        try (StreamingLambda lambda = new StreamingLambda(function).printLog(System.out::println)) {
            Thread end = new Thread(() -> close(lambda));
            Runtime.getRuntime().addShutdownHook(end);
            lambda.start();
            lambda.awaitInit();
            System.out.printf("http://localhost:%d/ streams: concurrency %d, memory %d MB, timeout %d s. Ctrl-C ends it.%n",
                    lambda.url().getPort(), function.concurrency(), function.memory(), function.timeout().toSeconds());
            String reason = lambda.exit().join();
            // Ctrl-C ends the processes, and then this one
            Thread.sleep(PAUSE);
            keepOn(end);
            return reason;
        } catch (ExecutionException e) {
            throw new IOException("the function has not started: " + e.getCause().getMessage());
        } catch (TimeoutException e) {
            throw new IOException("the function has not started within a minute");
        }
    }

    /** Removes the hook, or waits for the end of this process if that has begun. */
    private static void keepOn(Thread hook) throws InterruptedException {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            Thread.currentThread().join();
        }
    }

    private static void close(StreamingLambda lambda) {
        try {
            lambda.close();
        } catch (IOException e) {
            System.err.println("lambda: " + e.getMessage());
        }
    }

    private static int port(String text) {
        if (!text.matches("[1-9][0-9]{0,4}") || Integer.parseInt(text) > MAX_PORT) {
            throw new IllegalArgumentException("PORT=" + text + ": must be 1 to " + MAX_PORT);
        }
        return Integer.parseInt(text);
    }

    private static String value(String option, Iterator<String> values) {
        if (!values.hasNext()) {
            throw new IllegalArgumentException(option + " needs a value\n" + USAGE);
        }
        return values.next();
    }

    private void override(String text) {
        String[] pair = text.split("=", 2);
        if (text.startsWith("-") || pair.length < 2) {
            throw new IllegalArgumentException(text + " is not an option, nor a NAME=VALUE\n" + USAGE);
        }
        parameterOverrides.put(pair[0], pair[1]);
    }
}
