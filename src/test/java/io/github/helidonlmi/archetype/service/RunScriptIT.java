package io.github.helidonlmi.archetype.service;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.github.helidonlmi.archetype.support.Client.Answer;
import io.github.helidonlmi.archetype.support.Concurrently;
import io.github.helidonlmi.archetype.support.Scenario;
import io.github.helidonlmi.archetype.support.Service;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * run.sh turns Lambda's environment into the service's configuration, and says what it misses.
 */
class RunScriptIT {
    private final Path function = Scenario.named("default").function();

    @TempDir
    private Path folder;

    @Test
    void theLimitFollowsLambda() throws Exception {
        try (Service service = Service.start(function, Map.of("AWS_LAMBDA_MAX_CONCURRENCY", "3"))) {
            List<Integer> statuses = service.client().getAtOnce("/", 5).stream().map(Answer::status).sorted().toList();

            assertEquals(List.of(200, 200, 200, 503, 503), statuses);
        }
    }

    @Test
    void theHeapFollowsTheMemoryOfTheFunction() throws Exception {
        try (Service service = Service.start(function, Map.of("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "2048"))) {
            List<String> arguments = List.of(service.process().info().arguments().orElseThrow());

            assertTrue(arguments.containsAll(List.of("-Xms128m", "-Xmx1536m", "-XX:+UseSerialGC")), arguments.toString());
        }
    }

    @Test
    void theLogIsUtf8InAnyEnvironment() throws Exception {
        try (Service service = Service.start(function, Map.of("LC_ALL", "POSIX"))) {
            List<String> arguments = List.of(service.process().info().arguments().orElseThrow());

            assertTrue(arguments.containsAll(List.of("-Dstdout.encoding=UTF-8", "-Dstderr.encoding=UTF-8")),
                    arguments.toString());
        }
    }

    @Test
    void theProcessEndsWhenItsMemoryIsFull() throws Exception {
        String body = "{\"text\": \"" + "a".repeat(1_000_000) + "\"}";
        try (Service service = Service.start(function, Map.of(), "-Xmx24m")) {
            new Concurrently<>(32, () -> {
                try {
                    return service.client().send(service.client().request("/").header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofString(body))).statusCode();
                } catch (IOException e) {
                    return 0;
                }
            }).results();
            service.process().onExit().get(30, TimeUnit.SECONDS);

            assertTrue(service.log().contains("java.lang.OutOfMemoryError"), service.log());
        }
    }

    @Test
    void signalsReachTheService() throws Exception {
        try (Service service = Service.start(function, Map.of())) {
            assertEquals("java", Path.of(service.process().info().command().orElseThrow()).getFileName().toString());
            assertEquals(128 + 15, service.terminate());
        }
    }

    @Test
    void aMissingJarIsNamed() throws Exception {
        Failure failure = run(copyOfRunScript(), Map.of());

        assertEquals(1, failure.status());
        assertEquals("run.sh: app.jar is missing in " + folder.toRealPath()
                + ": build with './mvnw package', then start target/function/run.sh\n", failure.output());
    }

    @Test
    void aMissingJavaIsNamed() throws Exception {
        Path script = copyOfRunScript();
        Files.createFile(folder.resolve("app.jar"));
        Path bin = Files.createDirectory(folder.resolve("bin"));
        for (String tool : List.of("sh", "dirname")) {
            Files.createSymbolicLink(bin.resolve(tool), Path.of("/bin", tool));
        }
        Failure failure = run(script, Map.of("PATH", bin.toString(), "JAVA_HOME", ""));

        assertEquals(1, failure.status());
        assertEquals("run.sh: java is missing: install a JDK, or set JAVA_HOME\n", failure.output());
    }

    private Path copyOfRunScript() throws IOException {
        return Files.copy(function.resolve("run.sh"), folder.resolve("run.sh"), StandardCopyOption.COPY_ATTRIBUTES);
    }

    private static Failure run(Path script, Map<String, String> environment) throws IOException, InterruptedException {
        Process process = Service.command(script, environment).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Failure(process.waitFor(), output);
    }

    private record Failure(int status, String output) {
    }
}
