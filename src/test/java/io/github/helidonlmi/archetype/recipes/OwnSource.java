package io.github.helidonlmi.archetype.recipes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What a generated README says of a source of one's own, followed word by word.
 */
final class OwnSource {
    private static final String MAIN = "src/main/java/com/example/quotesstream/Main.java";

    private final Path project;
    private final String readme;

    OwnSource(Path project) throws IOException {
        this.project = project;
        readme = Files.readString(project.resolve("README.md"));
    }

    void replaceGreeting() throws IOException {
        save();
        Matcher step = find("In `Main.java`, replace `(.+?)` by `(.+?)`");
        replace(MAIN, step.group(1), step.group(2));
        Matcher files = find("Delete `(Greeting.java)` and `(GreetingTest.java)`");
        delete(files.group(1));
        delete(files.group(2));
    }

    void addAtAnotherPath() throws IOException {
        save();
        Matcher step = find("insert a line\\s+`(.+?)` above `(.+?)`");
        replace(MAIN, "        " + step.group(2), "        " + step.group(1) + "\n        " + step.group(2));
    }

    private void save() throws IOException {
        Files.writeString(project.resolve(find("Save it as `(.+?)`").group(1)), find("(?s)```java\n(.+?)```").group(1));
    }

    private Matcher find(String pattern) {
        Matcher found = Pattern.compile(pattern).matcher(readme);
        assertTrue(found.find(), "README.md does not say " + pattern);
        return found;
    }

    private void replace(String file, String text, String by) throws IOException {
        String before = Files.readString(project.resolve(file));
        assertTrue(before.contains(text), text);
        Files.writeString(project.resolve(file), before.replace(text, by));
    }

    private void delete(String name) throws IOException {
        try (Stream<Path> files = Files.walk(project.resolve("src"))) {
            Files.delete(files.filter(file -> file.endsWith(name)).findFirst().orElseThrow());
        }
    }
}
