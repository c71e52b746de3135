package io.github.helidonlmi.archetype.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

/**
 * Generates what must be refused, and leave no trace.
 */
public final class Refusal {
    private Refusal() {
    }

    /**
     * Returns the message, its blank lines at both ends left out.
     */
    public static String message(Path directory, Map<String, String> values) {
        return message(directory, directory, values);
    }

    private static String message(Path directory, Path watched, Map<String, String> values) {
        Map<String, String> before = state(watched);
        String message = assertThrows(IllegalArgumentException.class, () -> Archetype.generate(directory, values),
                () -> "A project was generated, but Parameters.java should refuse " + values)
                .getMessage();
        assertEquals(before, state(watched), () -> "A refusal must leave all as it was. Values: " + values);
        return message.strip();
    }

    /**
     * Asserts that these values are refused with this one line each.
     */
    public static void assertRefused(Path directory, Map<String, String> values, String... lines) {
        assertRefused(directory, directory, values, lines);
    }

    /**
     * As above, where nothing may change in a wider place.
     */
    public static void assertRefused(Path directory, Path watched, Map<String, String> values, String... lines) {
        String expected = "No project was generated. "
                + (lines.length == 1 ? "1 value is" : lines.length + " values are") + " not accepted:\n  "
                + String.join("\n  ", lines);
        assertEquals(expected, message(directory, watched, values));
    }

    /**
     * Everything below the directory: of a file its time, mode and a hash of its content.
     */
    public static SortedMap<String, String> state(Path directory) {
        SortedMap<String, String> state = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.toList()) {
                state.put(directory.relativize(path).toString(), stateOf(path));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return state;
    }

    private static String stateOf(Path path) throws IOException {
        if (Files.isSymbolicLink(path)) {
            return "link to " + Files.readSymbolicLink(path);
        }
        if (Files.isDirectory(path)) {
            return "directory";
        }
        return "%s %s %s".formatted(Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS),
                PosixFilePermissions.toString(Files.getPosixFilePermissions(path)),
                Integer.toHexString(Arrays.hashCode(Files.readAllBytes(path))));
    }
}
