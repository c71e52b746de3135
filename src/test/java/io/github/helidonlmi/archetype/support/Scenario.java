package io.github.helidonlmi.archetype.support;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.helidonlmi.lambda.FunctionConfiguration;
import io.github.helidonlmi.lambda.SamTemplate;

/**
 * A folder of {@code src/test/resources/projects}: values, and what has to come of them.
 */
public record Scenario(Path folder, Map<String, String> values) {
    private static final Path FOLDERS = Path.of("src", "test", "resources", "projects");

    /** Those with a {@code goal.txt}, the goals that the generated project must pass. */
    public static List<Scenario> generating() {
        return with("goal.txt");
    }

    /** Those of them that stream the line of the example. */
    public static List<Scenario> greeting() {
        return generating().stream().filter(scenario -> !scenario.hasModel()).toList();
    }

    /** Those with a {@code refusal.txt}, the message that is given instead of a project. */
    public static List<Scenario> refused() {
        return with("refusal.txt");
    }

    public static Scenario named(String name) {
        return of(FOLDERS.resolve(name));
    }

    /** The value of a parameter, given or by default. */
    public String value(String key) {
        return values.getOrDefault(key, Archetype.parameter(key).defaultValue());
    }

    /** Whether it answers prompts with a model, and has a fake one. */
    public boolean hasModel() {
        return value("source").equals("bedrock");
    }

    /** Where maven-invoker-plugin has generated and built it. */
    public Path invokedIn() {
        return Path.of("target", "projects", toString()).toAbsolutePath();
    }

    public Path project() {
        return invokedIn().resolve(value("artifactId"));
    }

    /** What the project's build has gathered to be deployed. */
    public Path function() {
        return project().resolve("target/function");
    }

    /**
     * The function of its template.yaml, behind the adapter of these tests.
     *
     * @param code the folder that is deployed
     */
    public FunctionConfiguration deployed(Path code) {
        return new SamTemplate(project().resolve("template.yaml"), Map.of()).function(code).adapter(Tool.ADAPTER.path());
    }

    /** The variables with which the function in its template.yaml sets Lambda Web Adapter up. */
    public Map<String, String> adapterVariables() {
        Map<?, ?> variables = (Map<?, ?>) Stack.at(
                Template.parse(read(project().resolve("template.yaml"))).get("Resources").get("StreamingFunction"),
                "Properties", "Environment", "Variables");
        return variables.entrySet().stream()
                .filter(variable -> variable.getKey().toString().startsWith("AWS_LWA_"))
                .collect(Collectors.toMap(variable -> variable.getKey().toString(), variable -> variable.getValue().toString()));
    }

    public String refusal() {
        return read(folder.resolve("refusal.txt")).strip();
    }

    @Override
    public String toString() {
        return folder.getFileName().toString();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Scenario> with(String file) {
        try (Stream<Path> folders = Files.list(FOLDERS)) {
            return folders.filter(folder -> Files.exists(folder.resolve(file))).sorted().map(Scenario::of).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Scenario of(Path folder) {
        Properties values = new Properties();
        try (Reader reader = Files.newBufferedReader(folder.resolve("archetype.properties"))) {
            values.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Scenario(folder, values.stringPropertyNames().stream()
                .collect(Collectors.toMap(key -> key, values::getProperty)));
    }
}
