package io.github.helidonlmi.archetype.recipes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import io.github.helidonlmi.archetype.support.Archetype;
import io.github.helidonlmi.archetype.support.LocalRepository;
import io.github.helidonlmi.archetype.support.Project;
import io.github.helidonlmi.archetype.support.RequiresTools;
import io.github.helidonlmi.archetype.support.Tool;
import io.github.helidonlmi.archetype.support.Tool.Result;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What docs/upgrade.md of a generated project promises: scripts/upgrade.sh merges another version of the archetype, or other
 * parameters, into the work of a team.
 */
@RequiresTools({Tool.GIT, Tool.MAKE})
@Execution(ExecutionMode.CONCURRENT)
class UpgradeIT {
    private static final String JAVA = "src/main/java/com/example/quotesstream/";
    private static final String TESTS = "src/test/java/com/example/quotesstream/";

    @TempDir
    private Path repository;

    private Path project;

    /** It changes run.sh, pom.xml, template.yaml and classes, adds a file and removes one. */
    @BeforeAll
    static void release() throws IOException {
        LocalRepository.installNext("1.1.0-next", files -> {
            files.computeIfPresent("run.sh", (name, text) -> text.replace("exec java", "export NEXT=1\nexec java"));
            files.computeIfPresent("pom.xml", (name, text) -> text.replace("<description>S", "<description>Next: s"));
            files.computeIfPresent("template.yaml", (name, text) -> text.replace("Default: 30", "Default: 14"));
            for (String name : List.of("Main", "Greeting", "LogFormatter", "stream/PlainText")) {
                files.computeIfPresent("src/main/java/%s.java".formatted(name), (file, text) -> text + "// next\n");
            }
            files.put("docs/next.md", "# Next\n");
            files.remove("src/test/java/PathsTest.java");
        });
    }

    @BeforeEach
    void generate() throws Exception {
        project = Archetype.generate(repository).folder();
        LocalRepository.makeAvailableTo(project, repository);
        Tool.GIT.run(project, "init", "--quiet").success();
        commit();
    }

    @Test
    void mergesTheNextVersionIntoTheWorkOfATeam() throws Exception {
        edit();
        replace("CAPACITY.md", "`MemorySize` 2048 MB", "`MemorySize` 4096 MB");
        replace("CAPACITY.md", "| heap | 1,536 MB", "| heap | 3,072 MB");
        Recipe.of(Files.readString(project.resolve(Recipe.PAGE))).getFirst().apply(project);
        commit();
        Result result = upgrade("1.1.0-next");

        result.success();
        assertEquals(List.of("stays deleted: " + JAVA + "Greeting.java", "stays deleted: " + JAVA + "stream/PlainText.java"),
                result.output().lines().filter(line -> line.startsWith("stays")).toList());
        assertEquals("""
                M  .archetype.properties
                A  docs/next.md
                M  pom.xml
                M  run.sh
                M  %1$sLogFormatter.java
                M  %1$sMain.java
                D  %2$sPathsTest.java
                M  template.yaml
                """.formatted(JAVA, TESTS), git("status", "--porcelain"));
        SortedMap<String, String> files = files();
        assertTrue(files.get(".archetype.properties").contains("archetypeVersion=1.1.0-next\n"));
        assertTrue(files.get(JAVA + "Main.java").contains("new Echo("));
        assertTrue(files.get(JAVA + "Main.java").endsWith("// next\n"));
        assertTrue(files.get("template.yaml").contains("Default: 4096"), "the team's memory");
        assertTrue(files.get("template.yaml").contains("Default: 14"), "the archetype's days");
        assertTrue(Files.isExecutable(project.resolve("run.sh")));
        Tool.MAKE.run(project, "test").success();

        commit();
        assertNothingToMerge("1.1.0-next");
    }

    @Test
    void whatATeamHasLeftOutIsNoConflictWithOtherParameters() throws Exception {
        List<Recipe> recipes = Recipe.of(Files.readString(project.resolve(Recipe.PAGE)));
        for (Recipe recipe : recipes.subList(1, recipes.size())) {
            recipe.apply(project);
        }
        commit();
        upgrade("--set", "concurrency=128", "--set", "memorySize=4096", "--set", "timeout=300").success();

        String configuration = files().get("src/main/resources/application.yaml");
        assertTrue(configuration.contains("permits: 128\n"), configuration);
        assertFalse(configuration.contains("metrics"), configuration);
        assertFalse(files().containsKey("docs/metrics.md"));
    }

    @Test
    void whatBothChangedIsAConflict() throws Exception {
        replace("run.sh", "exec java", "echo mine\nexec java");
        commit();
        Map<String, String> before = files();
        Result result = upgrade("1.1.0-next");

        assertEquals(1, result.status(), result.output() + result.errors());
        assertEquals("""
                Conflicts in
                  run.sh
                Resolve them, git add, and commit. To undo the upgrade: git reset --merge
                """, result.errors());
        String script = Files.readString(project.resolve("run.sh"));
        assertTrue(script.contains("<<<<<<< HEAD\necho mine\n=======\nexport NEXT=1\n>>>>>>> "), script);
        assertTrue(git("status", "--porcelain").contains("UU run.sh\n"));
        assertTrue(Files.isExecutable(project.resolve("run.sh")));

        Tool.GIT.run(project, "reset", "--merge").success();
        assertEquals(before, files());
    }

    @Test
    void aRemovedFileThatTheTeamChangedIsAConflict() throws Exception {
        replace(TESTS + "PathsTest.java", "package ", "// mine\npackage ");
        commit();
        Result result = upgrade("1.1.0-next");

        assertEquals(1, result.status());
        assertTrue(result.errors().startsWith("Conflicts in\n  " + TESTS + "PathsTest.java\nResolve"), result.errors());
    }

    /** Another project of the repository has equal files. */
    @Test
    void aModuleInARepositoryOfManyProjectsIsUpgradedAlone() throws Exception {
        Path build = Archetype.parent(repository.resolve("many/services"), "");
        Archetype.generate(build, "artifactId", "other");
        project = Archetype.generate(build, "version", "3").folder();
        LocalRepository.makeAvailableTo(project, repository);
        Tool.GIT.run(build.getParent(), "init", "--quiet").success();
        Tool.GIT.run(build.getParent(), "add", "--all").success();
        Files.delete(project.resolve(JAVA + "LogFormatter.java"));
        commit();
        Result result = upgrade("1.1.0-next", "--set", "version=4");

        assertTrue(result.success().contains("stays deleted: services/quotes-stream/" + JAVA + "LogFormatter.java\n"));
        assertEquals("", git("status", "--porcelain", "--", "../other", "../pom.xml"));
        String pom = files().get("pom.xml");
        assertTrue(pom.contains("<artifactId>services</artifactId>") && pom.contains("<description>Next: s")
                && pom.contains("<version>4</version>"), pom);
        commit();
        assertNothingToMerge("1.1.0-next");
    }

    @Test
    void aFileThatTheTeamHasMovedFollows() throws Exception {
        Path moved = Files.createDirectories(project.resolve(JAVA + "log")).resolve("LogFormatter.java");
        Files.move(project.resolve(JAVA + "LogFormatter.java"), moved);
        Files.writeString(moved, Files.readString(moved).replace("quotesstream;", "quotesstream.log;"));
        commit();
        upgrade("1.1.0-next").success();

        assertTrue(Files.readString(moved).endsWith("// next\n"));
        assertFalse(Files.exists(project.resolve(JAVA + "LogFormatter.java")));
    }

    @Test
    void parametersChangeWhereverTheyAre() throws Exception {
        edit();
        commit();
        SortedMap<String, String> expected = files();
        SortedMap<String, String> plain = Archetype.generate(repository.resolve("64")).files();
        Archetype.generate(repository.resolve("128"), "concurrency", "128").files().forEach((file, text) -> {
            if (!text.equals(plain.get(file))) {
                expected.put(file, file.endsWith("application.yaml") ? expected.get(file).replace("permits: 64", "permits: 128")
                        : text.replace("Default: 2048", "Default: 4096"));
            }
        });
        upgrade("--set", "concurrency=128").success();

        assertEquals(expected, files());
        assertTrue(expected.keySet().containsAll(List.of("CAPACITY.md", "README.md", "template.yaml")));
        commit();
        assertNothingToMerge("--set", "concurrency=128");
    }

    @ParameterizedTest
    @ValueSource(strings = {"concurrency=2000", "architecture=arm"})
    void valuesThatTheArchetypeDoesNotAcceptChangeNothing(String change) throws Exception {
        Map<String, String> before = files();
        Result result = upgrade("--set", "memorySize=1", "--set", change);

        assertEquals(2, result.status());
        assertTrue(result.errors().matches("No project was generated\\. 2 values are not accepted:\n  memorySize=1: .*\n  "
                + change + ": .*\n"), result.errors());
        assertEquals(before, files());
        assertEquals("", git("status", "--porcelain"));
    }

    @Test
    void aNameThatIsNoParameterChangesNothing() throws Exception {
        Result result = upgrade("--set", "unknown=5");

        assertEquals("upgrade.sh: unknown is no parameter of this version of the archetype\n", result.errors());
        assertEquals(2, result.status());
        assertEquals("", git("status", "--porcelain"));
    }

    @Test
    void aVersionThatDoesNotExistChangesNothing() throws Exception {
        Result result = upgrade("7.7.7");

        assertTrue(result.errors().matches("The desired archetype does not exist \\(.*:7\\.7\\.7\\)\n"), result.errors());
        assertEquals(2, result.status());
        assertEquals("", git("status", "--porcelain"));
    }

    @Test
    void changesThatAreNotCommittedAreRefused() throws Exception {
        replace("run.sh", "exec java", "echo mine\nexec java");
        Result result = upgrade("1.1.0-next");

        assertEquals(2, result.status());
        assertTrue(result.errors().startsWith("upgrade.sh: commit or stash your changes first"), result.errors());
        assertEquals(" M run.sh\n", git("status", "--porcelain"));
    }

    @Test
    void aProjectThatIsInNoRepositoryIsRefused() throws Exception {
        Path other = Archetype.generate(repository.resolve("other")).folder();
        Result result = Tool.runScript(other, other.resolve("scripts/upgrade.sh"), "1.1.0-next");

        assertEquals("upgrade.sh: commit the project with git first\n", result.errors());
        assertEquals(2, result.status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--set", "--set concurrency", "--set =5", "1.1 1.2", "--other"})
    void wrongUsageIsExplained(String arguments) throws Exception {
        Result result = upgrade(arguments.isEmpty() ? new Object[0] : arguments.split(" "));

        assertEquals(2, result.status());
        assertTrue(result.errors().startsWith("usage: scripts/upgrade.sh "), result.errors());
    }

    @Test
    void theRecordedValuesGenerateTheSame() throws Exception {
        String page = Files.readString(project.resolve("docs/upgrade.md"));
        String command = page.substring(page.lastIndexOf("```bash\n") + 8, page.lastIndexOf("```"));
        SortedMap<String, String> expected = files();
        expected.remove(".mvn/maven.config");
        Tool.runScript(project, Path.of("/bin/sh"), "-c", command).success();

        assertEquals(expected, Project.files(project.resolve("target/quotes-stream")));
    }

    private void edit() throws IOException {
        new OwnClass(project, "README.md").replaceGreeting();
        replace("template.yaml", "Default: 2048", "Default: 4096");
    }

    private void assertNothingToMerge(Object... arguments) throws Exception {
        assertEquals("Nothing to merge: what the archetype generates is the same.\n", upgrade(arguments).success());
        assertEquals("", git("status", "--porcelain"));
    }

    private Result upgrade(Object... arguments) throws Exception {
        return Tool.runScript(project, project.resolve("scripts/upgrade.sh"), arguments);
    }

    private void commit() throws Exception {
        Tool.GIT.run(project, "add", "--all").success();
        Tool.GIT.run(project, "-c", "user.name=team", "-c", "user.email=team@example.com", "commit", "--quiet",
                "--message=work").success();
    }

    private SortedMap<String, String> files() throws Exception {
        SortedMap<String, String> files = new TreeMap<>();
        for (String file : git("ls-files").lines().toList()) {
            Path path = project.resolve(file);
            files.put(file, Files.readString(path, Project.charset(path)));
        }
        return files;
    }

    private String git(Object... arguments) throws Exception {
        return Tool.GIT.run(project, arguments).success();
    }

    private void replace(String file, String text, String by) throws IOException {
        String before = Files.readString(project.resolve(file));
        assertTrue(before.contains(text), text);
        Files.writeString(project.resolve(file), before.replace(text, by));
    }
}
