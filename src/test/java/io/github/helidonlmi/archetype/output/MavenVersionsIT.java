package io.github.helidonlmi.archetype.output;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.github.helidonlmi.archetype.support.Archetype;
import io.github.helidonlmi.archetype.support.LocalRepository;
import io.github.helidonlmi.archetype.support.Project;
import io.github.helidonlmi.archetype.support.Tool;
import io.github.helidonlmi.archetype.support.Tool.Result;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Each Maven generates the same, with the defaults of a company as docs/platform-teams.md shows them, and builds it.
 */
class MavenVersionsIT {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"3.6.3", "3.8.9", "3.9.16", "4.0.0-rc-5"})
    void generatesWithTheDefaultsOfACompanyAndBuilds(String version) throws Exception {
        Path expected = Archetype.generate(folder.resolve("expected"), "memorySize", "4096", "functionUrlAuth", "AWS_IAM",
                "subnetIds", "subnet-1,subnet-2", "securityGroupIds", "sg-1", "concurrency", "128", "timeout", "60").folder();
        assertTrue(Files.readString(Path.of("README.md")).contains(version), "README.md lacks Maven " + version);
        String defaults = Files.readString(Path.of("docs/platform-teams.md"))
                .replaceFirst("(?s).*\\.mvn/maven\\.config.+?```\n(.+?)```.*", "$1");
        Path mvnw = install(version);
        Files.writeString(folder.resolve(".mvn/maven.config"), defaults + "-Dconcurrency=32\n");

        Result refused = generate(mvnw, "-Dconcurrency=0");
        assertTrue(refused.status() != 0 && refused.output().contains("  concurrency=0: must be"), refused.output());
        assertFalse(Files.exists(folder.resolve("quotes-stream")));

        // All that Maven needs is there by now
        String printed = generate(mvnw, "-Dconcurrency=128", "--offline").success();
        assertTrue(printed.contains("  cd quotes-stream\n"), printed);
        Path project = folder.resolve("quotes-stream");
        assertEquals(Project.files(expected), Project.files(project));

        LocalRepository.makeAvailableTo(project, folder);
        Tool.runScript(project, mvnw, "--batch-mode", "--quiet", "-DskipTests", "package").success();
        assertTrue(Files.exists(project.resolve("target/function/app.jar")));
    }

    /** For root, folders are read-only only by their mount. */
    @Test
    @EnabledIfSystemProperty(named = "user.name", matches = "root", disabledReason = "only root can mount a folder")
    void aReadOnlyFolderIsRefusedInOneLine() throws Exception {
        Path readOnly = Files.createDirectory(folder.resolve("read-only"));
        List<Object> command = new ArrayList<>(List.of("--mount", "sh", "-c",
                "mount --bind \"$0\" \"$0\" && mount -o remount,ro,bind \"$0\" && cd \"$0\" && exec \"$@\"", readOnly,
                Path.of("mvnw").toAbsolutePath()));
        command.addAll(arguments());
        Result refused = Tool.runScript(folder, Path.of("unshare"), command.toArray());

        assertNotEquals(0, refused.status());
        assertEquals(1, refused.output().lines().filter(line -> line.startsWith("[ERROR] Failed to execute goal")
                && line.contains(":generate")).count(), refused.output());
        assertEquals(0, readOnly.toFile().list().length);
    }

    private Result generate(Path mvnw, String... arguments) throws Exception {
        List<Object> command = arguments();
        command.addAll(List.of(arguments));
        return Tool.runScript(folder, mvnw, command.toArray());
    }

    private List<Object> arguments() throws Exception {
        return new ArrayList<>(List.of("--batch-mode",
                "--settings", LocalRepository.settings(folder), "-Dmaven.repo.local=" + LocalRepository.FOLDER,
                "org.apache.maven.plugins:maven-archetype-plugin:3.4.1:generate", "-DarchetypeCatalog=local",
                "-DarchetypeGroupId=io.github.helidonlmi", "-DarchetypeArtifactId=helidon-response-streaming-lmi-archetype",
                "-DarchetypeVersion=" + LocalRepository.version(), "-DgroupId=com.example", "-DartifactId=quotes-stream",
                "-Dtimeout=60"));
    }

    /** By the wrapper. */
    private Path install(String version) throws Exception {
        Path wrapper = Files.createDirectories(folder.resolve(".mvn/wrapper")).resolve("maven-wrapper.properties");
        Files.writeString(wrapper, Files.readString(Path.of(".mvn/wrapper/maven-wrapper.properties"))
                .replaceAll("(apache-maven[-/])[0-9.]+[0-9]", "$1" + version));
        Path mvnw = Files.copy(Path.of("mvnw"), folder.resolve("mvnw"));
        Result result = Tool.runScript(folder, mvnw, "--version");
        assertTrue(result.success().contains("Apache Maven " + version), result.output());
        return mvnw;
    }
}
