package io.github.helidonlmi.archetype;

import java.io.File;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The files that the archetype plugin has just written, without those that existed before.
 */
final class Generation {
    private static final String RESOURCES = "archetype-resources/";
    private static final Pattern PLACEHOLDER = Pattern.compile("__((?:[^_]+_)*[^_]+)__");

    private static final Pattern FIGURE = Pattern.compile("\\{\\{(.+?)}}");

    private final File archetype;
    private final Path output;
    private final Map<String, String> values;
    private final File project;
    private final long start;

    Generation(File archetype, Path output, Map<String, String> values) {
        this.archetype = archetype;
        this.output = output;
        this.values = values;
        project = new File(output.toFile(), values.get("artifactId"));
        start = new File(project, "pom.xml").lastModified();
    }

    /**
     * Deletes the files of this generation with the folders that are empty then, and leaves the parent pom.xml.
     */
    void undo() throws IOException {
        for (Path file : files()) {
            Files.delete(file);
            deleteEmptyFolders(file.getParent());
        }
        leaveParent();
    }

    void makeExecutable(String... names) throws IOException {
        List<String> scripts = List.of(names);
        for (Path file : files()) {
            if (scripts.contains(file.getFileName().toString())) {
                file.toFile().setExecutable(true, false);
            }
        }
    }

    /**
     * Fills in each {{placeholder}} of a file, unless that was there before.
     *
     * @throws IllegalStateException if the file has a placeholder without a figure, or none for a figure
     */
    void fill(String name, Map<String, String> figures) throws IOException {
        Path file = new File(project, name).toPath();
        if (!files().contains(file)) {
            return;
        }
        Set<String> found = new TreeSet<>();
        String text = FIGURE.matcher(Files.readString(file)).replaceAll(figure -> {
            found.add(figure.group(1));
            return Matcher.quoteReplacement(figures.getOrDefault(figure.group(1), ""));
        });
        if (!found.equals(figures.keySet())) {
            throw new IllegalStateException(name + " has " + found + ", but the figures are " + new TreeSet<>(figures.keySet()));
        }
        Files.writeString(file, text);
    }

    /** The plugin never overwrites a file, and it writes pom.xml first. */
    private List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        for (String name : names()) {
            Path file = new File(project, name).toPath();
            if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && file.toFile().lastModified() >= start) {
                files.add(file);
            }
        }
        return files;
    }

    /** The plugin also replaces each __key__ in the path of a package by its value. */
    private List<String> names() throws IOException {
        String folder = Matcher.quoteReplacement("/" + values.get("package").replace('.', '/') + "/");
        try (ZipFile zip = new ZipFile(archetype)) {
            return zip.stream()
                    .map(ZipEntry::getName)
                    .filter(name -> name.startsWith(RESOURCES) && !name.endsWith("/"))
                    .map(name -> name.substring(RESOURCES.length()))
                    .map(name -> name.replaceFirst("(?<=^src/(main|test|it)/java)/", folder))
                    .map(name -> PLACEHOLDER.matcher(name).replaceAll(key ->
                            values.getOrDefault(key.group(1), Matcher.quoteReplacement(key.group()))))
                    .toList();
        }
    }

    private void deleteEmptyFolders(Path folder) throws IOException {
        while (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS) && !Files.isSameFile(folder, output)
                && folder.toFile().delete()) {
            folder = folder.getParent();
        }
    }

    /** The plugin has just made the project a module of a parent pom.xml, unless it was one before. */
    private void leaveParent() throws IOException {
        Path parent = output.resolve("pom.xml");
        if (Files.exists(parent) && parent.toFile().lastModified() >= start - 2000) {
            String name = values.get("artifactId").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
            // As bytes: the plugin writes UTF-8, but a file that it has not changed may have any encoding
            Charset bytes = StandardCharsets.ISO_8859_1;
            String element = new String(("<module>" + name + "</module>").getBytes(StandardCharsets.UTF_8), bytes);
            String module = "\\s*" + Pattern.quote(element);
            String before = Files.readString(parent, bytes);
            String after = before.replaceFirst("\\s*<modules>" + module + "\\s*</modules>|" + module + "(?=\\s*</modules>)", "");
            if (!after.equals(before)) {
                Files.writeString(parent, after, bytes);
            }
        }
    }
}
