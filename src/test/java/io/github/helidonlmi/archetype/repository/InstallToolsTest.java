package io.github.helidonlmi.archetype.repository;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

import io.github.helidonlmi.archetype.support.Tool;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * install.sh installs each version once, and without a tool that it needs says which tests are skipped. What it
 * calls is played by scripts here.
 */
class InstallToolsTest {
    private static final Map<String, String> CI = Map.of("CI", "true");
    private static final String CARGO = "shift 5; mkdir -p $2/bin; :>$2/bin/lambda-adapter; chmod +x $2/bin/*; ";
    private static final String PYTHON = "[ $1 = -m ] || exit 0; mkdir -p $3/bin; "
            + "ln -s ../../../bin/true $3/bin/python; ln -s ../../../bin/true $3/bin/pip";
    private static final String NPM = "mkdir $3/node_modules";
    private static final String GO = "case $1 in install) set -- '' '' $GOBIN/${GOBIN##*/}; mkdir $GOBIN;; "
            + "build) mkdir bin;; *) exit 0;; esac; :>$3; chmod +x $3";

    @TempDir
    private Path folder;
    private Path bin;
    private Path scripts;

    @BeforeEach
    void prepare() throws IOException {
        bin = Files.createDirectory(folder.resolve("bin"));
        scripts = Files.createDirectories(folder.resolve("src/test/tools"));
        Files.createDirectory(scripts.resolve("clients"));
        for (String file : List.of("install.sh", "versions.env", "clients/client.go")) {
            Files.copy(Tool.SCRIPTS.resolve(file), scripts.resolve(file));
        }
        for (String tool : List.of("cat", "chmod", "cksum", "cp", "dirname", "ln", "mkdir", "rm", "sh", "sleep", "true",
                "xargs")) {
            Path path = Path.of("/bin", tool);
            play(tool, "exec %s \"$@\"".formatted(Files.exists(path) ? path : Path.of("/usr/bin", tool)));
        }
        play("chromium", "");
        play("chromedriver", "");
        play("go", GO);
        play("npm", NPM);
    }

    @Test
    void installsOnce() throws Exception {
        play("cargo", CARGO);
        play("python3", PYTHON);

        assertEquals(7, install(0, CI).lines().count());
        assertEquals("", install(0, CI));
    }

    /** One waits here for another that comes later. */
    @Test
    void installsAllAtTheSameTime() throws Exception {
        play("cargo", "i=0; until [ -d .tools/node/node_modules ]; do i=$((i + 1)); [ $i -lt 300 ] || exit 1; sleep 0.1; done; "
                + CARGO);
        play("python3", PYTHON);

        install(0, CI);
    }

    @Test
    void installsAnotherVersion() throws Exception {
        play("cargo", CARGO);
        play("python3", PYTHON);
        install(0, CI);
        Path versions = scripts.resolve("versions.env");
        Files.writeString(versions, Files.readString(versions).replaceAll("CFN_LINT=.*", "CFN_LINT=0"));

        String output = install(0, CI);

        assertTrue(output.matches("install.sh: installing .* cfn-lint==0 .*\n"), output);
    }

    @Test
    void buildsAChangedClientAgain() throws Exception {
        play("cargo", CARGO);
        play("python3", PYTHON);
        install(0, CI);
        Files.writeString(scripts.resolve("clients/client.go"), "// changed");

        String output = install(0, CI);

        assertTrue(output.matches("install.sh: installing go-sse .*\n"), output);
    }

    @Test
    void installsAgainWhatWasInterrupted() throws Exception {
        play("cargo", CARGO + "exec sleep 60");
        play("python3", PYTHON);
        Process process = start(CI);
        while (!Files.isExecutable(folder.resolve(".tools/adapter/bin/lambda-adapter"))) {
            assertTrue(process.isAlive());
            Thread.sleep(10);
        }
        List<ProcessHandle> descendants = process.descendants().toList();
        process.destroyForcibly().waitFor();
        descendants.forEach(ProcessHandle::destroyForcibly);
        play("cargo", CARGO);

        String output = install(0, CI);

        assertTrue(output.startsWith("install.sh: installing lambda_web_adapter"), output);
    }

    @Test
    void saysWhatIsMissing() throws Exception {
        for (String tool : List.of("chromium", "go", "npm")) {
            Files.delete(bin.resolve(tool));
        }

        assertEquals("""
                install.sh: cargo is missing: install Rust; skipping the tests with Lambda Web Adapter
                install.sh: python3 with its venv module is missing: install both; skipping the tests with SAM CLI, \
                cfn-lint, shellcheck, shfmt, zizmor and httpx
                install.sh: python3 with its venv module is missing: install both; skipping the tests with checkov
                install.sh: npm is missing: install Node; skipping the tests with clients for Node and browsers
                install.sh: go is missing: install Go; skipping the tests with clients for Go
                install.sh: go is missing: install Go; skipping the tests with actionlint
                install.sh: go is missing: install Go; skipping the check of the prose with vale
                install.sh: chromium or chromedriver is missing: install both, Debian's package chromium-driver; \
                skipping the tests in Chromium
                """, install(0, Map.of()));
        assertEquals("""
                install.sh: cargo is missing: install Rust; with CI=true the tests with Lambda Web Adapter must run
                """, install(1, CI));
    }

    @Test
    void bringsChromiumOnlyAsRootOfABuildServer() throws Exception {
        play("cargo", CARGO);
        play("python3", PYTHON);
        install(0, CI);
        Files.delete(bin.resolve("chromedriver"));
        play("apt-get", "[ $1 = update ] || exec ln -s true %s/chromedriver".formatted(bin));
        play("id", "echo 1000");

        assertEquals("""
                install.sh: chromium or chromedriver is missing: install both, Debian's package chromium-driver; \
                with CI=true the tests in Chromium must run
                """, install(1, CI));
        play("id", "echo 0");
        assertTrue(install(0, Map.of()).endsWith("; skipping the tests in Chromium\n"));
        assertEquals("install.sh: installing chromium and chromedriver, once\n", install(0, CI));
        assertEquals("", install(0, CI));
    }

    @Test
    void saysWhatFailed() throws Exception {
        play("cargo", "echo no network; exit 101");
        play("python3", PYTHON);

        String output = install(0, Map.of());

        assertTrue(output.contains(".tools/adapter.log says why lambda_web_adapter"), output);
        assertTrue(install(1, CI).contains("no network"));
    }

    private void play(String name, String script) throws IOException {
        Files.writeString(bin.resolve(name), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(bin.resolve(name), PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private String install(int status, Map<String, String> environment) throws IOException, InterruptedException {
        Process process = start(environment);
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(status, process.waitFor(), output);
        return output;
    }

    private Process start(Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(scripts.resolve("install.sh").toString()).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().put("PATH", bin.toString());
        builder.environment().putAll(environment);
        return builder.start();
    }
}
