package io.github.helidonlmi.archetype.support;

import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.SortedMap;
import java.util.function.Consumer;

/**
 * A made-up version of this archetype, beside the real one in the local repository of maven-invoker-plugin.
 *
 * @param settings Maven settings that let a build take what this build has downloaded
 */
public record NextVersion(Path settings) {
    private static final Path REPOSITORY = Path.of("target", "local-repo").toAbsolutePath();
    private static final String PROPERTIES = ".archetype.properties";

    /**
     * Installs it.
     *
     * @param folder holds the settings
     * @param edit   changes the templates, by their names
     */
    public static NextVersion install(Path folder, String version, Consumer<Map<String, String>> edit) throws IOException {
        Properties archetype = new Properties();
        try (Reader reader = Files.newBufferedReader(Archetype.CLASSES.resolve("archetype-resources").resolve(PROPERTIES))) {
            archetype.load(reader);
        }
        String current = archetype.getProperty("archetypeVersion");
        String name = archetype.getProperty("archetypeArtifactId");
        Path versions = REPOSITORY.resolve(archetype.getProperty("archetypeGroupId").replace('.', '/')).resolve(name);
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
        return new NextVersion(Files.writeString(folder.resolve("settings.xml"),
                Files.readString(Path.of("src/test/resources/settings.xml")).replace("@localRepositoryUrl@",
                        Path.of(System.getProperty("localRepository")).toUri().toString())));
    }

    /** Lets Maven in a project find both versions, as a company's settings would. */
    public void makeAvailableTo(Path project) throws IOException {
        Files.writeString(project.resolve(".mvn/maven.config"), """
                --settings=%s
                -Dmaven.repo.local=%s
                """.formatted(settings, REPOSITORY));
    }
}
