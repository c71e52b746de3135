package io.github.helidonlmi.archetype.output;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.helidonlmi.archetype.support.Archetype;
import io.github.helidonlmi.archetype.support.Project;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The files of a project, and what holds for each of them.
 */
class FilesTest {
    private static final List<String> TREE = List.of(
            ".gitattributes",
            ".github/dependabot.yml",
            ".github/workflows/ci.yml",
            ".gitignore",
            ".mvn/wrapper/maven-wrapper.properties",
            "CAPACITY.md",
            "Makefile",
            "README.md",
            "docs/ui.png",
            "mvnw",
            "mvnw.cmd",
            "pom.xml",
            "run.sh",
            "samconfig.toml",
            "scripts/concurrent-streams.sh",
            "scripts/record-aot-cache.sh",
            "src/main/java/com/example/quotesstream/Greeting.java",
            "src/main/java/com/example/quotesstream/JsonFormatter.java",
            "src/main/java/com/example/quotesstream/Main.java",
            "src/main/java/com/example/quotesstream/Metrics.java",
            "src/main/java/com/example/quotesstream/Ndjson.java",
            "src/main/java/com/example/quotesstream/PlainText.java",
            "src/main/java/com/example/quotesstream/Problem.java",
            "src/main/java/com/example/quotesstream/RequestIds.java",
            "src/main/java/com/example/quotesstream/ServerSentEvents.java",
            "src/main/java/com/example/quotesstream/StreamFormat.java",
            "src/main/java/com/example/quotesstream/StreamRequest.java",
            "src/main/java/com/example/quotesstream/StreamService.java",
            "src/main/java/com/example/quotesstream/StreamWriter.java",
            "src/main/java/com/example/quotesstream/TokenSource.java",
            "src/main/java/com/example/quotesstream/UiService.java",
            "src/main/resources/application.yaml",
            "src/main/resources/logging.properties",
            "src/main/resources/ui/index.html",
            "src/main/resources/ui/ui.css",
            "src/main/resources/ui/ui.js",
            "src/test/java/com/example/quotesstream/FaultsTest.java",
            "src/test/java/com/example/quotesstream/Log.java",
            "src/test/java/com/example/quotesstream/LogTest.java",
            "src/test/java/com/example/quotesstream/MainTest.java",
            "src/test/java/com/example/quotesstream/MetricsTest.java",
            "src/test/java/com/example/quotesstream/ShutdownTest.java",
            "src/test/java/com/example/quotesstream/StreamFormatTest.java",
            "src/test/java/com/example/quotesstream/StreamServiceTest.java",
            "src/test/java/com/example/quotesstream/TestServer.java",
            "src/test/java/com/example/quotesstream/UiServiceTest.java",
            "template.yaml");

    @TempDir
    private static Path directory;

    private static Project project;
    private static SortedMap<String, String> files;

    @BeforeAll
    static void generate() {
        project = Archetype.generate(directory);
        files = project.files();
    }

    @Test
    void treeIsComplete() {
        assertEquals(String.join("\n", TREE), String.join("\n", files.keySet()),
                "A new file belongs into a fileSet of archetype-metadata.xml and into this list");
    }

    /** A checksum needs unzip, which a machine with only a JDK may lack: a team has it, try.sh may not. */
    @Test
    void wrapperIsThisProjectsWithAChecksum() throws IOException {
        String wrapper = files.get(".mvn/wrapper/maven-wrapper.properties");

        assertEquals(Files.readString(Path.of(".mvn/wrapper/maven-wrapper.properties")),
                wrapper.replaceFirst("distributionSha256Sum=[0-9a-f]{64}\n", ""));
        assertTrue(wrapper.contains("distributionSha256Sum="), wrapper);
    }

    @Test
    void scriptsAreExecutable() {
        assertEquals(List.of("mvnw", "run.sh", "scripts/concurrent-streams.sh", "scripts/record-aot-cache.sh"),
                TREE.stream().filter(file -> Files.isExecutable(project.folder().resolve(file))).toList(),
                "PostGenerate.java names the executable files");
    }

    @Test
    void nothingOfTheTemplatesIsLeft() {
        String keys = String.join("|", project.values().stringPropertyNames());
        assertAll(
                () -> assertNowhere(files, "\\$!?\\{?(" + keys + ")\\b(?![.-])", "a parameter that was not filled in"),
                () -> assertNowhere(files,
                        "(?m)^\\s*#(set|if|else|elseif|end|foreach|macro|stop|break|parse|include)\\b",
                        "a Velocity directive"),
                () -> assertNowhere(files, "#\\[\\[|]]#", "a Velocity quotation"),
                () -> assertNowhere(files, "@[a-z]+([.-][A-Za-z]+)+@", "a value of pom.xml's that was not filled in"),
                () -> assertNowhere(files, "__[A-Za-z]+__", "a placeholder of a file name"));
    }

    @Test
    void linesEndAsTheyShould() {
        assertAll(texts(files).map(file -> () -> assertEquals(
                file.getKey().endsWith(".cmd") ? "CRLF" : "LF", lineEnds(file.getValue()), file.getKey())));
    }

    @Test
    void filesAreTidy() {
        assertAll(
                () -> assertNowhere(files, "\\A\\s*\\z", "nothing but blanks"),
                () -> assertNowhere(files, "\\A\\s", "a blank at the beginning"),
                () -> assertNowhere(files, "\\n\\s*\\n\\z", "a blank line at the end"),
                () -> assertNowhere(files, "[^\\n]\\z", "no end of the last line"),
                () -> assertNowhere(files, "\\n\\n\\n", "two blank lines in a row"),
                () -> assertNowhere(files, "[ \\t]\\r?\\n", "blanks at the end of a line"));
    }

    private static Stream<Map.Entry<String, String>> texts(Map<String, String> files) {
        return files.entrySet().stream().filter(file -> !file.getKey().endsWith(".png"));
    }

    private static void assertNowhere(Map<String, String> files, String regex, String meaning) {
        Pattern pattern = Pattern.compile(regex);
        assertEquals(List.of(), texts(files)
                .filter(file -> !file.getKey().startsWith("mvnw"))
                .flatMap(file -> pattern.matcher(file.getValue()).results()
                        .map(found -> file.getKey() + ":" + line(file.getValue(), found.start()) + " " + found.group()))
                .toList(), () -> "There must not be " + meaning);
    }

    private static long line(String text, int position) {
        return text.substring(0, position).chars().filter(character -> character == '\n').count() + 1;
    }

    private static String lineEnds(String text) {
        Matcher matcher = Pattern.compile("\r\n").matcher(text);
        long pairs = matcher.results().count();
        long ends = text.chars().filter(character -> character == '\n').count();
        return pairs == 0 && text.indexOf('\r') < 0 ? "LF" : pairs == ends ? "CRLF" : "both LF and CRLF";
    }
}
