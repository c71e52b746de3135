package io.github.helidonlmi.archetype.adapter;

import java.io.IOException;
import java.io.StringReader;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;

import io.github.helidonlmi.archetype.support.RequiresTools;
import io.github.helidonlmi.archetype.support.Tool;
import io.github.helidonlmi.lambda.FunctionConfiguration;
import io.github.helidonlmi.lambda.StreamingLambda;

import jakarta.json.Json;
import jakarta.json.JsonObject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.Isolated;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

/**
 * A runtime and an extension see the same of AWS's emulator in its mode for Managed Instances, and of the local Lambda. The
 * differences are listed here.
 */
@RequiresTools({Tool.PYTHON, Tool.RIE})
@Timeout(180)
@Isolated
@Execution(ExecutionMode.CONCURRENT)
class EmulatorIT {
    /** A runtime and an extension that ask questions. */
    private static final Path PROBE = Tool.SCRIPTS.resolve("probe");
    private static final int CONCURRENCY = 4;
    private static final int TIMEOUT = 2;

    private static final List<String> QUESTIONS = List.of("headers of an event", "unknown ids", "error",
            "error after the first byte", "streamed response", "response after the deadline", "error after the deadline",
            "rest of a response after the deadline", "large response", "exit");

    /** Variables that only the emulator sets: empty without credentials, or of services that are not played here. */
    private static final Set<String> EMULATORS_VARIABLES = Set.of("AWS_ACCESS_KEY_ID", "AWS_LAMBDA_METADATA_API",
            "AWS_LAMBDA_METADATA_TOKEN", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_XRAY_CONTEXT_MISSING",
            "AWS_XRAY_DAEMON_ADDRESS", "_AWS_XRAY_DAEMON_ADDRESS", "_AWS_XRAY_DAEMON_PORT");

    /** Answers of the emulator and of this Lambda. */
    private static final Map<String, List<String>> DIFFERENCES = Map.of(
            // The emulator got no trace
            "headers of an event, lambda-runtime-trace-id", List.of("none", "TRACE"),
            // The adapter's runtime reports it as a last frame; a caller of a function URL must not take it for text
            "invocation: error after the first byte", List.of("succeeds", "fails"),
            // The emulator buffers a response, and so has the limit of one that is buffered
            "invocation: large response", List.of("fails", "succeeds"),
            "large response", List.of("413", "202"),
            // The developer guide: the caller gets an error at the timeout
            "invocation: rest of a response after the deadline", List.of("succeeds", "fails"));

    @TempDir
    private Path folder;

    @BeforeEach
    void letTheEmulatorsUserWrite() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    @Test
    void invocations() throws Exception {
        FutureTask<Map<String, String>> emulator = new FutureTask<>(this::askEmulator);
        Thread.startVirtualThread(emulator);
        Map<String, String> ours = new TreeMap<>();
        try (StreamingLambda lambda = new StreamingLambda(function(Map.of()))) {
            lambda.start();
            for (String question : QUESTIONS) {
                lambda.awaitIdle();
                ours.put("invocation: " + question, lambda.invoke(event(question)).isPresent() ? "fails" : "succeeds");
            }
        }
        assertDifferences(DIFFERENCES, emulator.get(), ours);
    }

    private Map<String, String> askEmulator() throws Exception {
        Map<String, String> answers = new TreeMap<>();
        try (Rie rie = new Rie(PROBE, PROBE.resolve("extension"), CONCURRENCY, variables(log("emulator")))) {
            for (String question : QUESTIONS) {
                HttpResponse<String> response = rie.invoke(event(question));
                answers.put("invocation: " + question,
                        response.headers().firstValue("Error-Type").isPresent() ? "fails" : "succeeds");
            }
        }
        return answers;
    }

    @Test
    void shutdown() throws Exception {
        try (Rie rie = new Rie(PROBE, PROBE.resolve("extension"), CONCURRENCY, variables(log("emulator")))) {
            rie.invoke(event("streamed response"));
        }
        try (StreamingLambda lambda = new StreamingLambda(function(Map.of()))) {
            lambda.start();
            lambda.invoke(event("streamed response"));
        }
        assertDifferences(Map.of(), new TreeMap<>(), new TreeMap<>());
    }

    @Test
    void initError() throws Exception {
        Map<String, String> variables = variables(log("emulator"));
        variables.put("PROBE_INIT_ERROR", "true");
        try (Rie rie = new Rie(PROBE, PROBE.resolve("extension"), 0, variables)) {
            awaitEnd(log("emulator"));
        }
        try (StreamingLambda lambda = new StreamingLambda(function(Map.of("PROBE_INIT_ERROR", "true")))) {
            lambda.start();
            assertEquals("{\"errorMessage\":\"no\"}",
                    assertThrows(ExecutionException.class, lambda::awaitInit).getCause().getMessage());
            awaitEnd(log("lambda"));
        }
        assertDifferences(Map.of("AWS_LAMBDA_MAX_CONCURRENCY of the runtime", List.of("0", "4")),
                new TreeMap<>(), new TreeMap<>());
    }

    private static void awaitEnd(Path log) throws IOException, InterruptedException {
        while (!Files.exists(log) || !Files.readString(log).contains("event at the end")) {
            Thread.sleep(20);
        }
    }

    /** Looks that what the logs and the given answers differ in is exactly that. */
    private void assertDifferences(Map<String, List<String>> expected, Map<String, String> emulator, Map<String, String> ours)
            throws IOException {
        readAnswers("emulator", emulator);
        readAnswers("lambda", ours);
        Set<String> questions = new TreeSet<>(emulator.keySet());
        questions.addAll(ours.keySet());
        assertEquals(new TreeMap<>(expected), questions.stream()
                .filter(question -> !emulator.getOrDefault(question, "none").equals(ours.getOrDefault(question, "none")))
                .collect(Collectors.toMap(question -> question, question -> List.of(
                        emulator.getOrDefault(question, "none"), ours.getOrDefault(question, "none")),
                        (one, other) -> one, TreeMap::new)));
    }

    private FunctionConfiguration function(Map<String, String> more) {
        return new FunctionConfiguration(PROBE).handler("runtime").adapter(PROBE.resolve("extension")).concurrency(CONCURRENCY)
                .timeout(Duration.ofSeconds(TIMEOUT)).environment(more)
                .environment(Map.of("PROBE_LOG", log("lambda").toString(), "CUSTOM", "value"));
    }

    private static Map<String, String> variables(Path log) {
        return new TreeMap<>(Map.of("PROBE_LOG", log.toString(), "CUSTOM", "value", "_HANDLER", "runtime",
                "AWS_LAMBDA_FUNCTION_NAME", "function", "AWS_LAMBDA_FUNCTION_VERSION", "1",
                "AWS_LAMBDA_FUNCTION_TIMEOUT", String.valueOf(TIMEOUT)));
    }

    private static String event(String question) {
        return Json.createObjectBuilder().add("question", question).build().toString();
    }

    private Path log(String name) {
        return folder.resolve(name);
    }

    private void readAnswers(String log, Map<String, String> answers) throws IOException {
        for (String line : Files.readAllLines(log(log))) {
            JsonObject answer = Json.createReader(new StringReader(line)).readObject();
            answers.put(answer.getString("question"), answer.getString("answer"));
        }
        if (log.equals("emulator")) {
            answers.keySet().removeIf(question -> EMULATORS_VARIABLES.stream().anyMatch(question::endsWith)
                    || question.endsWith("AWS_LAMBDA_FUNCTION_TIMEOUT") || question.endsWith("AWS_ACCOUNT_ID"));
        }
    }
}
