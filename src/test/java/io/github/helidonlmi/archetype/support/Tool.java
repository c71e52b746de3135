package io.github.helidonlmi.archetype.support;

import java.io.File;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What {@code src/test/tools/install.sh} installs into {@code .tools}, or expects on the path.
 */
public enum Tool {
    ACTIONLINT("actionlint", "actionlint", "go"),
    ADAPTER("adapter", "bin/lambda-adapter", "cargo (Rust)"),
    CFN_LINT("python", "bin/cfn-lint", "python3 with its venv module"),
    CHECKOV("checkov", "bin/checkov", "python3 with its venv module"),
    CHROMEDRIVER(null, "chromedriver", Tool.BROWSER),
    CHROMIUM(null, "chromium", Tool.BROWSER),
    GIT(null, "git", "git"),
    GPG(null, "gpg", "gpg (GnuPG)"),
    GO_CLIENT("go", "bin/client", "go"),
    MAKE(null, "make", "make"),
    NODE_CLIENTS("node", "node_modules", "npm (Node)"),
    PYTHON("python", "bin/python", "python3 with its venv module"),
    RIE("python", "lib/python3*/site-packages/samcli/local/rapid/aws-lambda-rie-" + architecture(),
            "python3 with its venv module"),
    SAM("python", "bin/sam", "python3 with its venv module"),
    SHELLCHECK("python", "bin/shellcheck", "python3 with its venv module"),
    SHFMT("python", "bin/shfmt", "python3 with its venv module"),
    VALE("vale", "vale", "go and a C compiler"),
    ZIZMOR("python", "bin/zizmor", "python3 with its venv module");

    public static final Path SCRIPTS = Path.of("src", "test", "tools").toAbsolutePath();

    private static final Path FOLDER = Path.of(".tools").toAbsolutePath();
    private static final int MINUTES = 5;

    private static final String BROWSER = "chromium and chromedriver (Debian's package chromium-driver)";
    private static final String USER = "root, since AWS's emulator starts what it is given as another user";

    private final String part;
    private final String command;
    private final String installer;

    Tool(String part, String command, String installer) {
        this.part = part;
        this.command = command;
        this.installer = installer;
    }

    /** The architecture of this machine, in Lambda's words. */
    public static String architecture() {
        return System.getProperty("os.arch").equals("aarch64") ? "arm64" : "x86_64";
    }

    /** The versions of versions.env. */
    public static Properties versions() throws IOException {
        Properties versions = new Properties();
        try (Reader reader = Files.newBufferedReader(SCRIPTS.resolve("versions.env"))) {
            versions.load(reader);
        }
        return versions;
    }

    /** What this machine lacks to run the tool. */
    Stream<String> lacking() {
        if (part == null) {
            return onPath().isPresent() ? Stream.of() : Stream.of(installer);
        }
        if (!Files.exists(FOLDER.resolve(part + ".stamp"))) {
            return Stream.of(installer + " (with it, src/test/tools/install.sh brings the rest)");
        }
        return this != RIE || System.getProperty("user.name").equals("root") ? Stream.of() : Stream.of(USER);
    }

    public Path path() {
        if (part == null) {
            return onPath().orElseThrow();
        }
        Path path = FOLDER.resolve(part);
        for (String name : command.split("/")) {
            path = child(path, name);
        }
        return path;
    }

    /**
     * Runs the tool in a folder, without credentials or a user's configuration, and on the JDK of this test.
     */
    public Result run(Path folder, Object... arguments) throws IOException, InterruptedException {
        return runScript(folder, path(), arguments);
    }

    /** Runs a script in the same way. */
    public static Result runScript(Path folder, Path command, Object... arguments) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(Stream.concat(Stream.of(command), Stream.of(arguments))
                .map(Object::toString).toList());
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.matches("(AWS|SAM|SHELLCHECK)_.*|PORT|PYTHON.*"));
        environment.putIfAbsent("MAVEN_USER_HOME", System.getProperty("user.home") + "/.m2");
        environment.put("AWS_DEFAULT_REGION", "us-east-1");
        environment.put("HOME", Files.createDirectories(FOLDER.resolve("home")).toString());
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("PATH", FOLDER.resolve("python/bin") + File.pathSeparator + environment.get("PATH"));
        environment.put("SAM_CLI_TELEMETRY", "0");
        environment.put("TMPDIR", Files.createDirectories(Path.of("target", "tmp").toAbsolutePath()).toString());
        return run(builder.directory(folder.toFile()));
    }

    /** Runs a command to its end. */
    static Result run(ProcessBuilder command) throws IOException, InterruptedException {
        try (TemporaryFolder folder = new TemporaryFolder("tool")) {
            Path output = folder.path().resolve("output");
            Path errors = folder.path().resolve("errors");
            Process process = command.redirectOutput(output.toFile()).redirectError(errors.toFile()).start();
            try {
                if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
                    throw new AssertionError(command.command() + " runs for " + MINUTES + " minutes\n"
                            + Files.readString(output) + Files.readString(errors));
                }
                return new Result(process.exitValue(), Files.readString(output),
                        Files.exists(errors) ? Files.readString(errors) : "");
            } finally {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        }
    }

    private Optional<Path> onPath() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, command)).filter(Files::isExecutable).findFirst();
    }

    private static Path child(Path folder, String name) {
        try (DirectoryStream<Path> children = Files.newDirectoryStream(folder, name)) {
            return children.iterator().next();
        } catch (IOException e) {
            throw new IllegalStateException("no " + name + " in " + folder, e);
        }
    }

    /**
     * How a tool has ended, and what it has printed.
     */
    public record Result(int status, String output, String errors) {
        /** Its output, provided that it succeeded. */
        public String success() {
            if (status != 0) {
                throw new AssertionError("exit status " + status + "\n" + output + errors);
            }
            return output;
        }
    }
}
