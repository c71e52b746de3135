package io.github.helidonlmi.lambda;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;

/**
 * Starts a function for whoever is not a test, such as a benchmark.
 */
final class Main {
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    private Main() {
    }

    /**
     * Prints a line of JSON with the function URL and the process ids of service and adapter, and ends with its standard input.
     *
     * @param arguments the folder that is deployed, the executable of Lambda Web Adapter, and how many requests the
     *                  execution environment takes at once, then a NAME=VALUE for each variable of the function
     */
    public static void main(String[] arguments) throws Exception {
        try (StreamingLambda lambda = new StreamingLambda(Path.of(arguments[0]).toAbsolutePath(), Path.of(arguments[1]),
                Integer.parseInt(arguments[2]), TIMEOUT)) {
            for (String variable : Arrays.copyOfRange(arguments, 3, arguments.length)) {
                lambda.environment(variable.replaceFirst("=.*", ""), variable.replaceFirst(".*?=", ""));
            }
            lambda.start();
            lambda.awaitInit();
            System.out.printf("{\"url\": \"%s\", \"runtime\": %d, \"adapter\": %d}%n",
                    lambda.url(), lambda.runtime().pid(), lambda.adapter().pid());
            System.in.read();
        }
    }
}
