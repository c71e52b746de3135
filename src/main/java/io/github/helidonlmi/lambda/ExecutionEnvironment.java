package io.github.helidonlmi.lambda;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The processes of an execution environment: the function, started through its exec wrapper, and the adapter as an
 * extension. Both see their own copy of the code, and only variables of Lambda and of the function.
 */
final class ExecutionEnvironment implements AutoCloseable {
    /** The time between SIGTERM and SIGKILL: runtimeShutdownTimeout in the emulator's shutdown.go. */
    private static final long GRACE_MILLIS = 600;

    private final Path folder = Files.createTempDirectory("lambda");
    private final Path log = folder.resolve("log");
    private final Process runtime;
    private final Process extension;
    private final MemoryLimit memory;

    /**
     * Starts both processes.
     *
     * @param adapter    the executable of Lambda Web Adapter
     * @param runtimeApi host and port of the Runtime API
     * @param printLog   whether the log goes to the standard output of this process, and not to a file
     */
    ExecutionEnvironment(FunctionConfiguration function, Path adapter, String runtimeApi, boolean printLog)
            throws IOException {
        Path task = folder.resolve("task");
        copy(function.code(), task);
        Path execWrapper = folder.resolve("bootstrap");
        try (InputStream bootstrap = ExecutionEnvironment.class.getResourceAsStream("bootstrap")) {
            Files.copy(bootstrap, execWrapper);
        }
        Files.setPosixFilePermissions(execWrapper, PosixFilePermissions.fromString("rwxr-xr-x"));
        ProcessBuilder.Redirect output =
                printLog ? ProcessBuilder.Redirect.INHERIT : ProcessBuilder.Redirect.appendTo(log.toFile());
        Map<String, String> common = common(function, runtimeApi);
        extension = start(adapter, common, output);
        try {
            runtime = start(execWrapper, runtimeOnly(function, task, common), output);
        } catch (IOException e) {
            extension.destroyForcibly();
            throw e;
        }
        memory = new MemoryLimit(function.memoryLimit() ? function.memory() : Integer.MAX_VALUE,
                runtime.toHandle(), extension.toHandle());
    }

    Process runtime() {
        return runtime;
    }

    Process extension() {
        return extension;
    }

    /** Completes with the reason when one of the processes has exited. */
    CompletableFuture<String> exit() {
        return CompletableFuture.anyOf(runtime.onExit(), extension.onExit()).thenApply(exited -> memory.exceeded()
                .orElseGet(() -> (exited == runtime ? "the runtime" : "the adapter")
                        + " has exited with status " + ((Process) exited).exitValue()));
    }

    String log() throws IOException {
        return Files.exists(log) ? Files.readString(log) : "";
    }

    /**
     * Ends what still runs.
     *
     * @param extensionGrace how long the extension may take
     */
    void end(Duration extensionGrace) {
        memory.close();
        try {
            runtime.destroy();
            if (!runtime.waitFor(GRACE_MILLIS, TimeUnit.MILLISECONDS)) {
                runtime.destroyForcibly().waitFor();
            }
            if (!extension.waitFor(extensionGrace.toMillis(), TimeUnit.MILLISECONDS)) {
                extension.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        delete(folder);
    }

    /** Variables of the runtime and the extensions: SetupEnvironment in the emulator's environment.go. */
    private static Map<String, String> common(FunctionConfiguration function, String runtimeApi) throws IOException {
        Map<String, String> variables = new HashMap<>(Map.of(
                "PATH", System.getProperty("java.home") + "/bin:" + System.getenv("PATH"),
                "LANG", "en_US.UTF-8",
                "TZ", ":UTC",
                "AWS_LAMBDA_LOG_FORMAT", "JSON"));
        variables.putAll(function.environment());
        variables.putIfAbsent("PORT", String.valueOf(FreePort.find()));
        variables.put("AWS_REGION", "us-east-1");
        variables.putAll(function.credentials());
        variables.putIfAbsent("AWS_DEFAULT_REGION", variables.get("AWS_REGION"));
        variables.put("AWS_LAMBDA_FUNCTION_NAME", function.name());
        variables.put("AWS_LAMBDA_FUNCTION_VERSION", "1");
        variables.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", String.valueOf(function.memory()));
        variables.put("AWS_LAMBDA_INITIALIZATION_TYPE", "lambda-managed-instances");
        // The emulator's published source gives it to the runtime only, the one in SAM CLI 1.170.0 to both
        variables.put("AWS_LAMBDA_MAX_CONCURRENCY", String.valueOf(function.concurrency()));
        variables.put("AWS_LAMBDA_RUNTIME_API", runtimeApi);
        return variables;
    }

    private static Map<String, String> runtimeOnly(FunctionConfiguration function, Path task, Map<String, String> common) {
        Map<String, String> variables = new HashMap<>(common);
        variables.put("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/" + function.name());
        variables.put("AWS_LAMBDA_LOG_STREAM_NAME", "local");
        variables.put("LAMBDA_RUNTIME_DIR", "/var/runtime");
        variables.put("LAMBDA_TASK_ROOT", task.toString());
        variables.put("_HANDLER", function.handler());
        if (!function.runtime().isEmpty()) {
            variables.put("AWS_EXECUTION_ENV", "AWS_Lambda_" + function.runtime());
        }
        return variables;
    }

    private Process start(Path command, Map<String, String> environment, ProcessBuilder.Redirect output) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command.toString())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output);
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) throws IOException {
                Files.createDirectories(to.resolve(from.relativize(directory).toString()));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.copy(file, to.resolve(from.relativize(file).toString()), StandardCopyOption.COPY_ATTRIBUTES);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static void delete(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException e) throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
