package io.github.helidonlmi.archetype;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A generated project: its folder, the values it was made with, and what was printed.
 */
record Project(Path folder, Properties values, String printed) {
    String read(String file) {
        try {
            return Files.readString(folder.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A section of template.yaml. */
    Map<String, Map<String, Object>> template(String section) {
        return Template.parse(read("template.yaml")).get(section);
    }

    SortedMap<String, String> files() {
        return files(folder);
    }

    /**
     * Every file below the folder with its content, a picture's with a character for each byte.
     */
    static SortedMap<String, String> files(Path folder) {
        SortedMap<String, String> files = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path file : paths.filter(path -> !Files.isDirectory(path)).toList()) {
                files.put(folder.relativize(file).toString().replace('\\', '/'), Files.readString(file, charset(file)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }

    static Charset charset(Path file) {
        return file.toString().endsWith(".png") ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8;
    }
}
