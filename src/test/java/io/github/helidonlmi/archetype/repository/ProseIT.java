package io.github.helidonlmi.archetype.repository;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.helidonlmi.archetype.support.RequiresTools;
import io.github.helidonlmi.archetype.support.Tool;
import io.github.helidonlmi.archetype.support.Tool.Result;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * vale finds nothing in pages, comments and messages by the rules of {@code src/test/prose}. Templates are checked as the
 * projects that are generated from them.
 */
@RequiresTools(Tool.VALE)
class ProseIT {
    private static final Path HERE = Path.of("").toAbsolutePath();
    private static final Path CONFIGURATION = HERE.resolve("src/test/prose/vale.ini");

    private static final Pattern READ_BY_VALE = Pattern.compile(".+\\.(html|md|py)|.+/refusal\\.txt");
    private static final Pattern WITH_COMMENTS = Pattern.compile(
            ".+\\.(css|env|groovy|ini|java|js|properties|sh|toml|xml|ya?ml)|(.+/)?(Makefile|\\.gitattributes|\\.gitignore)");
    private static final Pattern COMMENT = Pattern.compile(
            "((^|[;\\s])(#(?= )|//+)|<!--|/\\*+(?!\\*)|^ +\\*(?!/)) ?(?<text>.*?)(\\*/|-->|$)");

    private static final Pattern WITH_MESSAGES = Pattern.compile("(?!.*src/(test|it)/java/).+\\.(groovy|java|js|sh|yaml)");
    private static final Pattern MESSAGE = Pattern.compile(
            "\"(?<text>(?:[^\"\\\\]|\\\\.)*)\"|'(?<quoted>[^']*)'|Description: (?<description>.*)");

    private static final String TEMPLATES = "src/main/resources/archetype-resources/";

    @TempDir
    private Path directory;

    @Test
    void findsNothing() throws Exception {
        assertEquals("", findings(HERE, EditorConfigTest.files().stream().filter(file -> !file.startsWith(TEMPLATES)).sorted()
                .toList()));
    }

    /** A line of the samples has a file, its text and the finding. */
    @Test
    void findsWhatBreaksARule() throws Exception {
        List<String> files = new ArrayList<>();
        Set<String> expected = new TreeSet<>();
        for (String sample : Files.readAllLines(Path.of("src/test/prose/samples.txt"))) {
            String[] columns = sample.split(" *\\| *", -1);
            String folder = files.size() + "/";
            Path file = directory.resolve(folder + columns[0]);
            Files.createDirectories(file.getParent());
            Files.writeString(file, columns[1].formatted(" word".repeat(24)) + "\n");
            files.add(folder + columns[0]);
            if (!columns[2].isEmpty()) {
                expected.add(folder + columns[2]);
            }
        }

        String found = findings(directory, files);

        assertEquals(expected, found.lines().map(line -> line.replaceAll("^((?:[^:]+:){3}[^:]+).*", "$1"))
                .collect(Collectors.toCollection(TreeSet::new)), found);
    }

    private String findings(Path folder, List<String> files) throws Exception {
        List<String> copies = new ArrayList<>();
        copies.addAll(copy(folder, files, WITH_COMMENTS, ".md", ProseIT::comment));
        copies.addAll(copy(folder, files, WITH_MESSAGES, ".txt", ProseIT::messages));
        return vale(folder, files.stream().filter(READ_BY_VALE.asMatchPredicate()).toList()) + vale(directory, copies);
    }

    /** Copies of files with a part of each line, so that the number of the line stays. */
    private List<String> copy(Path folder, List<String> files, Pattern which, String suffix, UnaryOperator<String> part)
            throws IOException {
        List<String> copies = new ArrayList<>();
        for (String file : files.stream().filter(which.asMatchPredicate()).toList()) {
            Path copy = directory.resolve(file + suffix);
            Files.createDirectories(copy.getParent());
            Files.write(copy, Files.readAllLines(folder.resolve(file)).stream().map(part).toList());
            copies.add(file + suffix);
        }
        return copies;
    }

    private static String comment(String line) {
        return COMMENT.matcher(line).results().findFirst().map(comment -> comment.group("text").strip()
                .replaceFirst("^@", "- @").replaceAll("\\{@\\w+ ([^}]*)}", "`$1`")).orElse("");
    }

    /** Texts of three words and more: others are names. */
    private static String messages(String line) {
        return MESSAGE.matcher(line).results()
                .flatMap(found -> Stream.of("text", "quoted", "description").map(found::group).filter(text -> text != null))
                .filter(text -> text.matches(".*([A-Za-z,]{2,} ){2}[a-z]{2,}.*")).collect(Collectors.joining(". "));
    }

    private static String vale(Path folder, List<String> files) throws IOException, InterruptedException {
        if (files.isEmpty()) {
            return "";
        }
        Result result = Tool.VALE.run(folder, Stream.concat(
                Stream.of("--no-global", "--config", CONFIGURATION, "--output", "line"), files.stream()).toArray());
        assertTrue(result.status() <= 1, result.errors());
        return result.output();
    }
}
