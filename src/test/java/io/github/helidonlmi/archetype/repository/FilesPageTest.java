package io.github.helidonlmi.archetype.repository;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.helidonlmi.archetype.support.Archetype;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * docs/files.md has one row for each generated file, and says of a class what its javadoc says.
 */
class FilesPageTest {
    private static final Path PAGE = Path.of("docs/files.md");
    private static final String UPDATE = "files.update";
    private static final Pattern FOLDER = Pattern.compile("## `(.+/)`");
    private static final Pattern ROW = Pattern.compile("\\| `(.+?)` \\| (.+) \\|");
    private static final Pattern JAVADOC = Pattern.compile(
            "(?s)/\\*\\*\\W+(.+?)(?:[.:](?=\\s)|\\*/)(?=.*?\n(?:\\w+ )*(?:class|record|interface) )");

    @TempDir
    private static Path directory;

    private static Map<String, String> files;

    @BeforeAll
    static void generate() {
        files = Archetype.generate(directory).files();
    }

    @Test
    void everyFileHasOneRow() throws IOException {
        List<String> wrong = new ArrayList<>();
        Map<String, PathMatcher> rows = new LinkedHashMap<>();
        read((path, line) -> {
            rows.put(path, FileSystems.getDefault().getPathMatcher("glob:" + path));
            return line;
        });
        rows.forEach((path, row) -> {
            if (files.keySet().stream().map(Path::of).noneMatch(row::matches)) {
                wrong.add(path + " is not generated");
            }
        });
        for (String file : files.keySet()) {
            long count = rows.values().stream().filter(row -> row.matches(Path.of(file))).count();
            if (count != 1) {
                wrong.add(file + " has " + count + " rows");
            }
        }

        assertEquals(List.of(), wrong, PAGE + " is not what is generated");
    }

    @Test
    void aClassIsDescribedByItsJavadoc() throws IOException {
        String page = read((path, line) -> path.endsWith(".java") && files.containsKey(path)
                ? "| `%s` | %s |".formatted(Path.of(path).getFileName(), description(files.get(path))) : line);
        if (Boolean.getBoolean(UPDATE)) {
            Files.writeString(PAGE, page);
        }

        assertEquals(page, Files.readString(PAGE), "./mvnw test -Dtest=FilesPageTest -D" + UPDATE + " writes it so");
    }

    /** The page with what becomes of each row, by the path that it is about. */
    private static String read(Row becomes) throws IOException {
        StringBuilder page = new StringBuilder();
        String folder = "";
        for (String line : Files.readAllLines(PAGE)) {
            Matcher heading = FOLDER.matcher(line);
            folder = heading.matches() ? heading.group(1).replaceFirst("^\\./", "") : folder;
            Matcher row = ROW.matcher(line);
            page.append(row.matches() ? becomes.of(folder + row.group(1), line) : line).append('\n');
        }
        return page.toString();
    }

    /** The first sentence of the javadoc. */
    private static String description(String source) {
        Matcher javadoc = JAVADOC.matcher(source);
        if (!javadoc.find()) {
            throw new AssertionError("no javadoc before the class: " + source);
        }
        return javadoc.group(1).replaceAll("\\s+\\*\\s+", " ").replaceAll("\\{@\\w+ ([^}]*)}", "`$1`").strip();
    }

    private interface Row {
        String of(String path, String line);
    }
}
