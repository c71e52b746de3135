package io.github.helidonlmi.archetype.adapter;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.helidonlmi.archetype.support.Archetype;
import io.github.helidonlmi.archetype.support.Client;
import io.github.helidonlmi.archetype.support.Client.Answer;
import io.github.helidonlmi.archetype.support.LocalLambda;
import io.github.helidonlmi.archetype.support.RequiresTools;
import io.github.helidonlmi.archetype.support.Scenario;
import io.github.helidonlmi.archetype.support.Tool;
import io.github.helidonlmi.lambda.FreePort;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.AttachingConnector;
import com.sun.jdi.connect.Connector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What a team has on its own machine: {@code make lambda} and {@code make debug}, and that the test of the profile lambda
 * notices what is wrong.
 */
@RequiresTools({Tool.ADAPTER, Tool.MAKE})
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
class LocalLambdaIT {
    @TempDir
    private Path directory;

    @Test
    void makeLambdaRunsWhatIsDeployedWithTheSettingsOfTheTemplate() throws Exception {
        Path project = Archetype.generate(directory).folder();
        int port = FreePort.find();
        replace(project.resolve("template.yaml"), "Default: 64", "Default: 5");
        replace(project.resolve("template.yaml"), "Timeout: 120", "Timeout: 60");
        try (Running lambda = new Running(LocalLambda.command(project,
                Map.of("PORT", String.valueOf(port)), "make", "lambda"));
                Client client = new Client(URI.create("http://127.0.0.1:" + port + "/"))) {
            String started = "http://localhost:" + port
                    + "/ streams: concurrency 5, memory 2048 MB, timeout 60 s. Ctrl-C ends it.";
            lambda.await(started, 1);
            lambda.await("Lambda Web Adapter " + Tool.versions().getProperty("LAMBDA_WEB_ADAPTER")
                    + " runs here, 1.1.0 is deployed", 1);

            client.get("/?delay=0");
            client.get("/").assertStreamed();
            Map<Integer, List<Answer>> answers = client.getAtOnce("/", 6).stream().collect(Collectors.groupingBy(Answer::status));
            assertEquals(5, answers.get(200).size());
            assertEquals(1, answers.get(429).size());
            Answer.assertOverlap(answers.get(200));
            lambda.await("\"type\":\"platform.report\"", 7);
            lambda.await("\"outcome\":\"completed\"", 7);

            List<ProcessHandle> all = lambda.process.descendants().toList();
            ProcessHandle runtime = all.stream().filter(process -> process.info().commandLine().orElse("").contains("app.jar"))
                    .findFirst().orElseThrow();
            runtime.destroyForcibly();
            lambda.await("The execution environment has ended: the runtime has exited with status 137. A new one starts.", 1);
            lambda.await(started, 2);
            client.get("/").assertComplete();

            lambda.stop();
            all.forEach(process -> process.onExit().orTimeout(30, TimeUnit.SECONDS).join());
            assertFalse(lambda.log().contains("Exception"), lambda.log());
        }
    }

    @ParameterizedTest
    @CsvSource({"lambda, http://localhost:PORT/ streams", "run, Listening at http://localhost:PORT/",
            "debug, Listening at http://localhost:PORT/"})
    void aFakeModelAnswersWithoutCredentials(String target, String ready) throws Exception {
        Path project = Archetype.generate(directory, Scenario.named("bedrock").values()).folder();
        int port = FreePort.find();
        Map<String, String> shell = Map.of("PORT", String.valueOf(port), "DEBUG_PORT", String.valueOf(FreePort.find()),
                "AWS_CONFIG_FILE", "/none", "AWS_SHARED_CREDENTIALS_FILE", "/none", "AWS_EC2_METADATA_DISABLED", "true");
        try (Running lambda = new Running(LocalLambda.command(project, shell, "make", target));
                Client client = new Client(URI.create("http://127.0.0.1:" + port + "/"), true)) {
            lambda.await("No AWS credentials: a fake model repeats each prompt", 1);
            lambda.await(ready.replace("PORT", String.valueOf(port)), 1);
            client.get("/");
            client.get("/").assertStreamed();
            lambda.await("ompleted", 2);
            assertFalse(lambda.log().contains("Hello Hello"), lambda.log());

            List<ProcessHandle> all = lambda.process.descendants().toList();
            all.stream().filter(process -> process.info().commandLine().orElse("").contains("FakeBedrock"))
                    .forEach(ProcessHandle::destroy);
            all.forEach(process -> process.onExit().orTimeout(30, TimeUnit.SECONDS).join());
        }
    }

    @ParameterizedTest
    @CsvSource({"shell, AKIA1", "cli, AKIA2"})
    void aModelAnswersWithTheCredentialsThatThereAre(String from, String key) throws Exception {
        Path project = Archetype.generate(directory, Scenario.named("bedrock").values()).folder();
        Path aws = directory.resolve("aws");
        Files.writeString(aws, "#!/bin/sh\n[ \"$*\" = 'configure export-credentials --format env' ] || exit 1\n"
                + "echo 'export AWS_ACCESS_KEY_ID=AKIA2'\n");
        assertTrue(aws.toFile().setExecutable(true));
        Map<String, String> shell = from.equals("shell") ? Map.of("AWS_ACCESS_KEY_ID", "AKIA1")
                : Map.of("PATH", directory + ":" + System.getenv("PATH"));

        assertEquals(key + " .\n", LocalLambda.run(LocalLambda.command(project, shell, "scripts/with-model.sh", "sh", "-c",
                "echo \"$AWS_ACCESS_KEY_ID $AWS_ENDPOINT_URL_BEDROCK_RUNTIME.\"")).success());
    }

    @Test
    void makeLambdaNamesTheArtifactThatIsMissing() throws Exception {
        Path project = Archetype.generate(directory).folder();
        Path pom = project.resolve("pom.xml");
        Files.writeString(pom, Files.readString(pom).replaceFirst("<version.lambda>.+<", "<version.lambda>0.0.1<"));

        Tool.Result result = LocalLambda.run(LocalLambda.command(project, Map.of(), "make", "lambda"));

        assertNotEquals(0, result.status());
        assertEquals(List.of("lambda.sh: io.github.helidonlmi:helidon-response-streaming-lmi-archetype:jar:lambda:0.0.1 "
                        + "is missing: './mvnw install' in the archetype's repository installs it, "
                        + "or name a repository that has it in Maven's settings.xml"),
                result.output().lines()
                        .filter(line -> !line.startsWith("make") && !line.equals("sh scripts/lambda.sh")).toList());
    }

    @Test
    void theTestOfAProjectNoticesBufferedResponses() throws Exception {
        Path project = Archetype.generate(directory).folder();
        replace(project.resolve("template.yaml"), "AWS_LWA_INVOKE_MODE: response_stream", "AWS_LWA_INVOKE_MODE: buffered");
        LocalLambda.run(LocalLambda.command(project, Map.of(), "make", "package")).success();

        Tool.Result result = LocalLambda.test(project);
        assertNotEquals(0, result.status());
        assertTrue(result.output().contains("LambdaIT.tokensArriveOneByOne"), result.output());
    }

    @Test
    void aDebuggerReplacesAClassWhileTheServiceRuns() throws Exception {
        Path project = Archetype.generate(directory).folder();
        int port = FreePort.find();
        int debugPort = FreePort.find();
        try (Running service = new Running(LocalLambda.command(project,
                Map.of("PORT", String.valueOf(port), "DEBUG_PORT", String.valueOf(debugPort)), "make", "debug"));
                Client client = new Client(URI.create("http://127.0.0.1:" + port + "/"))) {
            service.await("Listening at http://localhost:" + port + "/", 1);
            assertTrue(client.get("/").text().contains("This is streaming"));

            replace(project.resolve("src/main/java/com/example/quotesstream/Greeting.java"),
                    "This is streaming", "This was changed");
            LocalLambda.run(LocalLambda.command(project, Map.of(), "./mvnw", "--quiet", "compile")).success();
            redefine(debugPort, "com.example.quotesstream.Greeting",
                    Files.readAllBytes(project.resolve("target/classes/com/example/quotesstream/Greeting.class")));
            assertTrue(client.get("/").text().contains("This was changed"));
        }
    }

    private static void redefine(int port, String name, byte[] code) throws Exception {
        AttachingConnector connector = Bootstrap.virtualMachineManager().attachingConnectors().stream()
                .filter(candidate -> candidate.name().equals("com.sun.jdi.SocketAttach")).findFirst().orElseThrow();
        Map<String, Connector.Argument> arguments = connector.defaultArguments();
        arguments.get("hostname").setValue("localhost");
        arguments.get("port").setValue(String.valueOf(port));
        VirtualMachine machine = connector.attach(arguments);
        machine.redefineClasses(Map.of(machine.classesByName(name).getFirst(), code));
        machine.dispose();
    }

    private static void replace(Path file, String text, String by) throws IOException {
        String before = Files.readString(file);
        assertTrue(before.contains(text), text);
        Files.writeString(file, before.replace(text, by));
    }

    /** A command that runs until it is closed. */
    private static final class Running implements AutoCloseable {
        private static final Duration PATIENCE = Duration.ofMinutes(2);

        private final Path log = Files.createTempFile("running", ".log");
        private final Process process;

        Running(ProcessBuilder command) throws IOException {
            process = command.redirectOutput(log.toFile()).start();
        }

        String log() throws IOException {
            return Files.readString(log, StandardCharsets.UTF_8);
        }

        /** Waits until the log has a text so many times. */
        void await(String text, int count) throws IOException, InterruptedException {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (log().split(Pattern.quote(text), -1).length <= count) {
                if (System.nanoTime() > deadline || !process.isAlive()) {
                    throw new AssertionError("not " + count + " times " + text + " in\n" + log());
                }
                Thread.sleep(50);
            }
        }

        /** As Ctrl-C does, it reaches every process of the group; each deletes what it has in the temporary folder. */
        void stop() {
            List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
            all.forEach(ProcessHandle::destroy);
            try {
                all.forEach(each -> each.onExit().orTimeout(30, TimeUnit.SECONDS).join());
            } finally {
                all.forEach(ProcessHandle::destroyForcibly);
            }
        }

        @Override
        public void close() throws IOException {
            stop();
            Files.delete(log);
        }
    }
}
