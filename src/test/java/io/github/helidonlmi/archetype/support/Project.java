package io.github.helidonlmi.archetype.support;

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
public record Project(Path folder, Properties values, String printed) {
    public String read(String file) {
        try {
            return Files.readString(folder.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A section of template.yaml. */
    public Map<String, Map<String, Object>> template(String section) {
        return Template.parse(read("template.yaml")).get(section);
    }

    public SortedMap<String, String> files() {
        return files(folder);
    }

    /**
     * Every file below the folder with its content, a picture's with a character for each byte.
     */
    public static SortedMap<String, String> files(Path folder) {
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

    public static Charset charset(Path file) {
        return file.toString().endsWith(".png") ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8;
    }
}
