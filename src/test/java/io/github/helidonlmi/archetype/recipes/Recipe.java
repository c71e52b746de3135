package io.github.helidonlmi.archetype.recipes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A row of the table on a page of the generated project that says how to leave something out, followed word by word.
 *
 * @param name   what is left out
 * @param files  names of files and folders to delete
 * @param lines  texts, and the files whose lines with that text go
 * @param blocks names, and the file whose dependency, resource or section of that name goes
 */
record Recipe(String name, List<String> files, List<Edit> lines, List<Edit> blocks) {
    static final String PAGE = "docs/leave-out.md";

    private static final Pattern TABLE = Pattern.compile("\\| Without \\|.*\n\\|[-|]+\n((?:\\|.*\n)+)");
    private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");

    /** Things to delete, and the files to delete them from. */
    record Edit(List<String> what, List<String> files) {
    }

    static List<Recipe> of(String readme) {
        Matcher table = TABLE.matcher(readme);
        if (!table.find()) {
            throw new AssertionError(PAGE + " has no table of what can be left out");
        }
        return table.group(1).lines().map(row -> row.split(" *\\| *", -1))
                .map(cells -> new Recipe(cells[1], quoted(cells[2]), edits(cells[3]), edits(cells[4]))).toList();
    }

    void apply(Path project) throws IOException {
        for (String file : files) {
            delete(find(project, file));
        }
        for (Edit edit : lines) {
            for (String file : edit.files()) {
                Path path = find(project, file);
                List<String> text = Files.readAllLines(path);
                List<String> kept = text.stream().filter(line -> edit.what().stream().noneMatch(line::contains)).toList();
                if (kept.size() == text.size()) {
                    throw new AssertionError("no line of " + file + " has " + edit.what());
                }
                Files.write(path, kept);
            }
        }
        for (Edit edit : blocks) {
            for (String file : edit.files()) {
                Path path = find(project, file);
                for (String block : edit.what()) {
                    Files.writeString(path, withoutBlock(Files.readString(path), file, block));
                }
            }
        }
    }

    boolean changes(String file) {
        return Stream.concat(lines.stream(), blocks.stream()).anyMatch(edit -> edit.files().contains(file));
    }

    @Override
    public String toString() {
        return "without " + name;
    }

    private static List<Edit> edits(String cell) {
        return Stream.of(cell.split(";")).filter(part -> !part.isBlank()).map(part -> part.split(" in "))
                .map(parts -> new Edit(quoted(parts[0]), quoted(parts[1]))).toList();
    }

    private static List<String> quoted(String text) {
        return QUOTED.matcher(text).results().map(found -> found.group(1)).toList();
    }

    /** A dependency of a pom.xml, or a key of a YAML file with all that is below it. */
    static String withoutBlock(String text, String file, String name) {
        Pattern block = file.equals("pom.xml")
                ? Pattern.compile("\\s*<dependency>(?:(?!</dependency>)[\\s\\S])*"
                        + "<artifactId>" + name + "</artifactId>\\s*</dependency>")
                : Pattern.compile("(?m)^( *)" + name + ":.*\n(?:\\1 +.*\n|\n(?=\\1 ))*\n?");
        Matcher found = block.matcher(text);
        if (!found.find()) {
            throw new AssertionError(file + " has no block " + name);
        }
        return found.replaceFirst("").stripTrailing() + "\n";
    }

    private static Path find(Path project, String name) throws IOException {
        try (Stream<Path> paths = Files.walk(project)) {
            List<Path> found = paths.filter(path -> path.getFileName().toString().equals(name)).toList();
            if (found.size() != 1) {
                throw new AssertionError(name + " is not the name of one file: " + found);
            }
            return found.getFirst();
        }
    }

    private static void delete(Path path) throws IOException {
        try (Stream<Path> paths = Files.walk(path)) {
            for (Path each : new ArrayList<>(paths.sorted(Comparator.reverseOrder()).toList())) {
                Files.delete(each);
            }
        }
    }
}
