package io.github.helidonlmi.archetype.support;

import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import io.github.helidonlmi.archetype.Parameter;
import io.github.helidonlmi.archetype.Parameters;

import org.apache.maven.archetype.ArchetypeGenerationRequest;
import org.apache.maven.archetype.ArchetypeGenerationResult;
import org.apache.maven.archetype.generator.ArchetypeGenerator;
import org.apache.maven.archetype.ui.generation.ArchetypeGenerationConfigurator;
import org.apache.maven.archetype.ui.generation.ArchetypeGenerationQueryer;
import org.apache.maven.archetype.ui.generation.DefaultArchetypeGenerationQueryer;
import org.apache.maven.execution.DefaultMavenExecutionRequest;
import org.apache.maven.execution.DefaultMavenExecutionResult;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.repository.internal.MavenRepositorySystemUtils;
import org.codehaus.plexus.DefaultContainerConfiguration;
import org.codehaus.plexus.DefaultPlexusContainer;
import org.codehaus.plexus.PlexusConstants;
import org.codehaus.plexus.PlexusContainer;
import org.codehaus.plexus.component.repository.exception.ComponentLookupException;
import org.codehaus.plexus.components.interactivity.Prompter;
import org.eclipse.aether.DefaultRepositorySystemSession;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.RepositorySystemSession;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.repository.LocalRepository;

/**
 * Generates projects in this JVM, as the archetype plugin does.
 */
public final class Archetype {
    static final Path CLASSES = Path.of("target", "classes");

    /** What a project needs at least; the rest has defaults. */
    public static final Map<String, String> IDS = Map.of("groupId", "com.example", "artifactId", "quotes-stream");

    private static final PlexusContainer CONTAINER = container();
    private static final Artifact ARTIFACT = new DefaultArtifact("io.github.helidonlmi:archetype-in-test:1");
    private static final RepositorySystemSession SESSION = session();
    private static final File ARCHIVE = archive();

    private Archetype() {
    }

    /** The ids, with these values in addition or instead. */
    public static Map<String, String> values(String... keysAndValues) {
        Map<String, String> values = new HashMap<>(IDS);
        for (int i = 0; i < keysAndValues.length; i += 2) {
            values.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return values;
    }

    public static Project generate(Path directory, String... keysAndValues) {
        return generate(directory, values(keysAndValues));
    }

    public static Project generate(Path directory, Map<String, String> values) {
        Properties properties = new Properties();
        properties.putAll(values);
        ArchetypeGenerationRequest request = request()
                .setGroupId(values.get("groupId"))
                .setArtifactId(values.get("artifactId"))
                .setVersion(values.get("version"))
                .setPackage(values.get("package"))
                .setOutputDirectory(directory.toString())
                .setMavenSession(new MavenSession(CONTAINER, SESSION,
                        new DefaultMavenExecutionRequest().setUserProperties(properties), new DefaultMavenExecutionResult()))
                .setProperties(properties);
        ArchetypeGenerationResult result = new ArchetypeGenerationResult();
        StringWriter printed = new StringWriter();
        try {
            component(ArchetypeGenerationConfigurator.class).configureArchetype(request, false, properties);
            // The plugin makes each property a variable of the script, and Groovy prints to this one
            request.getProperties().put("out", printed);
            component(ArchetypeGenerator.class).generateArchetype(request, ARCHIVE, result);
            request.getProperties().remove("out");
        } catch (IllegalArgumentException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("Cannot generate with " + values, e);
        }
        if (result.getCause() != null) {
            throw new IllegalStateException("Cannot generate with " + values, result.getCause());
        }
        return new Project(directory.resolve(values.get("artifactId")), request.getProperties(), printed.toString());
    }

    /**
     * Makes a folder with a pom.xml, of which the projects that are generated in it become modules.
     *
     * @param more elements of the pom.xml
     */
    public static Path parent(Path folder, String more) throws IOException {
        Files.writeString(Files.createDirectories(folder).resolve("pom.xml"), """
                <project xmlns="http://maven.apache.org/POM/4.0.0">
                    <modelVersion>4.0.0</modelVersion>
                    <groupId>com.example</groupId>
                    <artifactId>services</artifactId>
                    <version>1</version>
                    <packaging>pom</packaging>
                %s</project>
                """.formatted(more));
        return folder;
    }

    /**
     * Asks for all values, as the plugin does without batch mode.
     *
     * @param prompter gives the answers
     * @return the values that the project would get
     */
    public static Properties ask(Prompter prompter) {
        ArchetypeGenerationRequest request = request();
        try {
            ((DefaultArchetypeGenerationQueryer) component(ArchetypeGenerationQueryer.class)).setPrompter(prompter);
            component(ArchetypeGenerationConfigurator.class).configureArchetype(request, true, new Properties());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return request.getProperties();
    }

    public static Parameter parameter(String name) {
        return Parameters.ALL.stream().filter(parameter -> parameter.name().equals(name)).findFirst().orElseThrow();
    }

    private static ArchetypeGenerationRequest request() {
        return new ArchetypeGenerationRequest()
                .setArchetypeGroupId(ARTIFACT.getGroupId())
                .setArchetypeArtifactId(ARTIFACT.getArtifactId())
                .setArchetypeVersion(ARTIFACT.getVersion())
                .setRemoteRepositories(List.of())
                .setRepositorySession(SESSION);
    }

    private static PlexusContainer container() {
        try {
            return new DefaultPlexusContainer(new DefaultContainerConfiguration()
                    .setClassPathScanning(PlexusConstants.SCANNING_INDEX)
                    .setAutoWiring(true));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** In a local repository, where the plugin looks an archetype up to read its defaults. */
    private static File archive() {
        File archive = new File(SESSION.getLocalRepository().getBasedir(),
                SESSION.getLocalRepositoryManager().getPathForLocalArtifact(ARTIFACT));
        archive.getParentFile().mkdirs();
        try (ZipOutputStream zip = new ZipOutputStream(new FileOutputStream(archive));
                Stream<Path> files = Files.walk(CLASSES)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                zip.putNextEntry(new ZipEntry(CLASSES.relativize(file).toString().replace(File.separatorChar, '/')));
                Files.copy(file, zip);
            }
            return archive;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RepositorySystemSession session() {
        DefaultRepositorySystemSession session = MavenRepositorySystemUtils.newSession();
        session.setLocalRepositoryManager(component(RepositorySystem.class)
                .newLocalRepositoryManager(session, new LocalRepository("target/repository-in-test")));
        return session;
    }

    private static <T> T component(Class<T> type) {
        try {
            return CONTAINER.lookup(type);
        } catch (ComponentLookupException e) {
            throw new IllegalStateException(e);
        }
    }
}
