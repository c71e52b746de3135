package io.github.helidonlmi.archetype.recipes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What a page of a generated project says of a class of one's own, followed word by word.
 */
final class OwnClass {
    private static final String LAMBDA_IT = "src/it/java/com/example/quotesstream/LambdaIT.java";
    private static final String MAIN = "src/main/java/com/example/quotesstream/Main.java";

    private final Path project;
    private final String text;

    OwnClass(Path project, String page) throws IOException {
        this.project = project;
        text = Files.readString(project.resolve(page));
    }

    void replaceGreeting() throws IOException {
        save();
        Matcher step = find("In `Main.java`, replace `(.+?)` by `(.+?)`");
        replace(MAIN, step.group(1), step.group(2));
        Matcher files = find("Delete `(\\S+)`, `(\\S+)` and the section `(\\S+)` of `(\\S+)`");
        delete(files.group(1));
        delete(files.group(2));
        Path configuration = project.resolve("src/main/resources").resolve(files.group(4));
        Files.writeString(configuration, Recipe.withoutBlock(Files.readString(configuration), files.group(4), files.group(3)));
        Matcher test = find("In `LambdaIT.java`, replace `(.+?)` by `(.+?)`");
        replace(LAMBDA_IT, test.group(1), test.group(2));
    }

    void add() throws IOException {
        save();
        Matcher step = find("insert a line\\s+`(.+?)` above `(.+?)`");
        replace(MAIN, "        " + step.group(2), "        " + step.group(1) + "\n        " + step.group(2));
    }

    private void save() throws IOException {
        Files.writeString(project.resolve(find("Save it as `(.+?)`").group(1)), find("(?s)```java\n(.+?)```").group(1));
    }

    private Matcher find(String pattern) {
        Matcher found = Pattern.compile(pattern).matcher(text);
        assertTrue(found.find(), "the page does not say " + pattern);
        return found;
    }

    private void replace(String file, String old, String by) throws IOException {
        String before = Files.readString(project.resolve(file));
        assertTrue(before.contains(old), old);
        Files.writeString(project.resolve(file), before.replace(old, by));
    }

    private void delete(String name) throws IOException {
        try (Stream<Path> files = Files.walk(project.resolve("src"))) {
            Files.delete(files.filter(file -> file.endsWith(name)).findFirst().orElseThrow());
        }
    }
}
