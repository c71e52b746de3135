package io.github.helidonlmi.archetype.repository;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.github.helidonlmi.archetype.support.EditorConfig;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * Every file of this repository obeys its .editorconfig.
 */
class EditorConfigTest {
    private static final Path ROOT = Path.of("").toAbsolutePath();

    private final EditorConfig editorConfig = new EditorConfig();

    @Test
    void everyFileObeys() throws IOException {
        List<String> violations = new ArrayList<>();
        for (String file : files()) {
            violations.addAll(editorConfig.violations(ROOT, file));
        }

        assertEquals("", String.join("\n", violations));
    }

    @ParameterizedTest
    @CsvSource({"charset, utf-8, \uFEFFa\\n, 1", "end_of_line, crlf, a\\n, 1", "end_of_line, lf, a\\n\\r\\n, 2",
        "indent_style, space, a\\n \\tb\\n, 2", "indent_style, tab, a\\n b\\n, 2", "insert_final_newline, true, a\\nb, 2",
        "max_line_length, 130, a\\n%131d\\n, 2", "trim_trailing_whitespace, true, a\\n \\n, 2",
        "trim_trailing_whitespace, true, a\\t\\r\\n, 1"})
    void seesWhatBreaksARule(String name, String value, String text, int line, @TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve(".editorconfig"), "root = true\n[*]\n%s = %s\n".formatted(name, value));
        Files.writeString(folder.resolve("file"), text.translateEscapes().formatted(0));

        assertEquals(List.of("file:%d: %s=%s".formatted(line, name, value)), editorConfig.violations(folder, "file"));
    }

    /** Those that git does not ignore, also where there is no git. */
    static List<String> files() throws IOException {
        List<PathMatcher> ignored = Stream.concat(Stream.of(".git"), Files.readAllLines(Path.of(".gitignore")).stream())
                .map(line -> FileSystems.getDefault().getPathMatcher("glob:" + line.replace("/", ""))).toList();
        List<String> files = new ArrayList<>();
        Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                return isIgnored(directory) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (!isIgnored(file)) {
                    files.add(ROOT.relativize(file).toString());
                }
                return FileVisitResult.CONTINUE;
            }

            private boolean isIgnored(Path path) {
                return ignored.stream().anyMatch(matcher -> matcher.matches(path.getFileName()));
            }
        });
        return files;
    }
}
