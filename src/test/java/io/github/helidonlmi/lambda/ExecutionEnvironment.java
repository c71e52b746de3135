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
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The processes of an execution environment: the function, started through its exec wrapper, and the adapter as an
 * extension. Both see a folder of their own with an unpacked copy of the function, and no variables but Lambda's.
 */
final class ExecutionEnvironment implements AutoCloseable {
    /** What Lambda leaves the runtime between SIGTERM and SIGKILL. */
    private static final long GRACE_MILLIS = 600;

    private final Path folder = Files.createTempDirectory("lambda");
    private final Path log = folder.resolve("log");
    private final Process runtime;
    private final Process extension;

    /**
     * Starts both processes.
     *
     * @param function    the folder that is deployed
     * @param adapter     the executable of Lambda Web Adapter
     * @param runtimeApi  host and port of the Runtime API
     * @param variables   the function's own environment variables, and what differs from a default of Lambda's
     */
    ExecutionEnvironment(Path function, Path adapter, String runtimeApi, Map<String, String> variables) throws IOException {
        Path task = folder.resolve("task");
        copy(function, task);
        Path execWrapper = folder.resolve("bootstrap");
        try (InputStream bootstrap = ExecutionEnvironment.class.getResourceAsStream("bootstrap")) {
            Files.copy(bootstrap, execWrapper);
        }
        Files.setPosixFilePermissions(execWrapper, PosixFilePermissions.fromString("rwxr-xr-x"));
        Map<String, String> environment = new HashMap<>(Map.ofEntries(
                Map.entry("PATH", System.getProperty("java.home") + "/bin:/usr/local/bin:/usr/bin:/bin"),
                Map.entry("LANG", "en_US.UTF-8"),
                Map.entry("TZ", ":UTC"),
                Map.entry("AWS_REGION", "us-east-1"),
                Map.entry("AWS_LAMBDA_FUNCTION_NAME", "function"),
                Map.entry("AWS_LAMBDA_FUNCTION_VERSION", "1"),
                Map.entry("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "2048"),
                Map.entry("AWS_LAMBDA_INITIALIZATION_TYPE", "lambda-managed-instances"),
                Map.entry("AWS_LAMBDA_RUNTIME_API", runtimeApi),
                Map.entry("LAMBDA_TASK_ROOT", task.toString()),
                Map.entry("_HANDLER", "run.sh")));
        // Lambda has a machine of its own for each execution environment, and so a free port
        environment.put("PORT", String.valueOf(FreePort.find()));
        environment.putAll(variables);
        extension = start(environment, adapter);
        runtime = start(environment, execWrapper);
    }

    Process runtime() {
        return runtime;
    }

    Process extension() {
        return extension;
    }

    /** Completes when one of the processes has exited, which ends the other as well. */
    CompletableFuture<Void> exit() {
        return CompletableFuture.anyOf(runtime.onExit(), extension.onExit()).thenRun(() -> {
            runtime.destroyForcibly();
            extension.destroyForcibly();
        });
    }

    String log() throws IOException {
        return Files.readString(log);
    }

    @Override
    public void close() throws IOException {
        try {
            runtime.destroy();
            if (!runtime.waitFor(GRACE_MILLIS, TimeUnit.MILLISECONDS)) {
                runtime.destroyForcibly().waitFor();
            }
            extension.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            delete(folder);
        }
    }

    private Process start(Map<String, String> environment, Path command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command.toString())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
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
