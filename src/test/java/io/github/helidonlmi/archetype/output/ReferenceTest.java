package io.github.helidonlmi.archetype.output;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.helidonlmi.archetype.support.Archetype;
import io.github.helidonlmi.archetype.support.Project;
import io.github.helidonlmi.archetype.support.Scenario;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.fail;

/**
 * Each scenario's project is the one in its folder, to the letter. The default one is whole, in {@code reference}. Another one
 * has the names of its files in {@code files.txt}. Its {@code differences} are the files that differ by more than its ids.
 */
class ReferenceTest {
    private static final String UPDATE = "reference.update";
    private static final Scenario DEFAULT = Scenario.named("default");
    private static final String REFERENCE = "reference/";
    private static final String DIFFERENCES = "differences/";
    private static final String FILES = "files.txt";

    @TempDir
    private static Path folder;

    private static Project defaultProject;

    @BeforeAll
    static void generateDefault() {
        defaultProject = Archetype.generate(folder, DEFAULT.values());
    }

    @ParameterizedTest
    @MethodSource("io.github.helidonlmi.archetype.support.Scenario#generating")
    void isAsReferred(Scenario scenario, @TempDir Path directory) throws IOException {
        SortedMap<String, String> actual = held(scenario, Archetype.generate(directory, scenario.values()));
        if (Boolean.getBoolean(UPDATE)) {
            write(scenario.folder(), actual);
        }
        Map<String, String> expected = read(scenario.folder());

        TreeSet<String> files = new TreeSet<>(actual.keySet());
        files.addAll(expected.keySet());
        String differing = files.stream()
                .filter(file -> !Objects.equals(expected.get(file), actual.get(file)))
                .map(file -> "  " + file + difference(expected.get(file), actual.get(file)))
                .collect(Collectors.joining("\n"));
        if (!differing.isEmpty()) {
            fail("""
                    The project of scenario %s is not the one that %s holds:
                    %s
                    If that is meant, run ./mvnw test -Dtest=ReferenceTest -D%s and commit what it changed.
                    """.formatted(scenario, scenario.folder(), differing, UPDATE));
        }
    }

    /** What the scenario's folder has to hold of a project. */
    private static SortedMap<String, String> held(Scenario scenario, Project project) {
        SortedMap<String, String> held = new TreeMap<>();
        if (scenario.equals(DEFAULT)) {
            project.files().forEach((file, text) -> held.put(REFERENCE + file, text));
            return held;
        }
        Map<String, String> same = defaultFilesWithIdsOf(project);
        held.put(FILES, String.join("\n", project.files().keySet()) + "\n");
        project.files().forEach((file, text) -> {
            if (!text.equals(same.get(file))) {
                held.put(DIFFERENCES + file, text);
            }
        });
        return held;
    }

    private static Map<String, String> defaultFilesWithIdsOf(Project project) {
        Map<String, String> ids = new LinkedHashMap<>();
        // The package first, as it may begin with the groupId
        for (String id : List.of("package", "groupId", "artifactId", "version")) {
            String from = defaultProject.values().getProperty(id);
            String to = project.values().getProperty(id);
            ids.put(from, to);
            if (id.equals("package")) {
                ids.put(from.replace('.', '/'), to.replace('.', '/'));
            }
        }
        Pattern anyId = Pattern.compile(ids.keySet().stream().map(Pattern::quote).collect(Collectors.joining("|")));
        return defaultProject.files().entrySet().stream().collect(Collectors.toMap(
                file -> anyId.matcher(file.getKey()).replaceAll(id -> Matcher.quoteReplacement(ids.get(id.group()))),
                file -> anyId.matcher(file.getValue()).replaceAll(id -> Matcher.quoteReplacement(ids.get(id.group())))));
    }

    private static String difference(String expected, String actual) {
        if (actual == null) {
            return " is not generated any more, or is now as in the default scenario";
        }
        if (expected == null) {
            return " is missing";
        }
        String[] before = expected.split("\n", -1);
        String[] now = actual.split("\n", -1);
        int line = Arrays.mismatch(before, now);
        return ":%s is now: %s".formatted(line + 1, line < now.length ? now[line].strip() : "the end");
    }

    private static Map<String, String> read(Path folder) {
        return Project.files(folder).entrySet().stream()
                .filter(file -> isHeld(file.getKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static boolean isHeld(String file) {
        return file.startsWith(REFERENCE) || file.startsWith(DIFFERENCES) || file.equals(FILES);
    }

    private static void write(Path folder, Map<String, String> files) throws IOException {
        try (Stream<Path> old = Files.walk(folder)) {
            for (Path path : old.sorted(Comparator.reverseOrder()).toList()) {
                String name = folder.relativize(path).toString().replace('\\', '/') + (Files.isDirectory(path) ? "/" : "");
                if (isHeld(name)) {
                    Files.delete(path);
                }
            }
        }
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path path = folder.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue(), Project.charset(path));
        }
    }
}
