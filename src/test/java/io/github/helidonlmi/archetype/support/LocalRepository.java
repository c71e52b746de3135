package io.github.helidonlmi.archetype.support;

import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.SortedMap;
import java.util.function.Consumer;

/**
 * The local repository that maven-invoker-plugin has installed this archetype into, for Maven's that tests start.
 */
public final class LocalRepository {
    public static final Path FOLDER = Path.of("target", "local-repo").toAbsolutePath();

    private static final String PROPERTIES = ".archetype.properties";

    private LocalRepository() {
    }

    /** The version of this archetype. */
    public static String version() throws IOException {
        return archetype().getProperty("archetypeVersion");
    }

    /**
     * Installs a made-up version of this archetype beside it.
     *
     * @param edit changes the templates, by their names
     */
    public static void installNext(String version, Consumer<Map<String, String>> edit) throws IOException {
        Properties archetype = archetype();
        String current = archetype.getProperty("archetypeVersion");
        String name = archetype.getProperty("archetypeArtifactId");
        Path versions = FOLDER.resolve(archetype.getProperty("archetypeGroupId").replace('.', '/')).resolve(name);
        Path next = Files.createDirectories(versions.resolve(version));
        Path jar = next.resolve(name + "-" + version + ".jar");
        Files.deleteIfExists(jar);
        Files.copy(versions.resolve(current).resolve(name + "-" + current + ".jar"), jar);
        Files.writeString(next.resolve(name + "-" + version + ".pom"), """
                <project>
                    <modelVersion>4.0.0</modelVersion>
                    <groupId>%s</groupId>
                    <artifactId>%s</artifactId>
                    <version>%s</version>
                </project>
                """.formatted(archetype.getProperty("archetypeGroupId"), name, version));
        try (FileSystem zip = FileSystems.newFileSystem(URI.create("jar:" + jar.toUri()), Map.of())) {
            Path templates = zip.getPath("/archetype-resources");
            SortedMap<String, String> files = Project.files(templates);
            SortedMap<String, String> before = Project.files(templates);
            edit.accept(files);
            files.computeIfPresent(PROPERTIES, (file, text) -> text.replace("Version=" + current, "Version=" + version));
            for (String file : before.keySet()) {
                if (!files.containsKey(file)) {
                    Files.delete(templates.resolve(file));
                }
            }
            for (Map.Entry<String, String> file : files.entrySet()) {
                if (!file.getValue().equals(before.get(file.getKey()))) {
                    Files.writeString(templates.resolve(file.getKey()), file.getValue());
                }
            }
        }
    }

    /**
     * Maven settings that let a build take what this build has downloaded, but not an archetype that was installed there.
     */
    public static Path settings(Path folder) throws IOException {
        Path downloaded = folder.resolve("downloaded");
        if (!Files.exists(downloaded)) {
            link(Path.of(System.getProperty("localRepository")), downloaded,
                    List.of(archetype().getProperty("archetypeGroupId").split("\\.")));
        }
        return Files.writeString(folder.resolve("settings.xml"), Files.readString(Path.of("src/test/resources/settings.xml"))
                .replace("@localRepositoryUrl@", downloaded.toUri().toString()));
    }

    /** Links to all that is in a folder, but not to what is at a path below it. */
    private static void link(Path folder, Path links, List<String> path) throws IOException {
        Files.createDirectory(links);
        try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
            for (Path child : children) {
                String name = child.getFileName().toString();
                if (!name.equals(path.getFirst())) {
                    Files.createSymbolicLink(links.resolve(name), child);
                } else if (path.size() > 1) {
                    link(child, links.resolve(name), path.subList(1, path.size()));
                }
            }
        }
    }

    /**
     * Lets Maven in a project find the archetype, as a company's settings would.
     *
     * @param folder holds the settings
     */
    public static void makeAvailableTo(Path project, Path folder) throws IOException {
        Files.writeString(project.resolve(".mvn/maven.config"), """
                --settings=%s
                -Dmaven.repo.local=%s
                """.formatted(settings(folder), FOLDER));
    }

    private static Properties archetype() throws IOException {
        Properties archetype = new Properties();
        try (Reader reader = Files.newBufferedReader(Archetype.CLASSES.resolve("archetype-resources").resolve(PROPERTIES))) {
            archetype.load(reader);
        }
        return archetype;
    }
}
