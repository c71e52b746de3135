package io.github.helidonlmi.archetype;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What archetype-post-generate.groovy does: it accepts a generated project, or deletes it.
 */
public final class PostGenerate {
    private PostGenerate() {
    }

    /**
     * Makes the scripts of the project executable, computes its CAPACITY.md and records the parameters.
     *
     * @param properties      every parameter of the archetype
     * @param given           every property of the command line
     * @param outputDirectory the parent of the project's folder
     * @return the next steps, and warnings
     * @throws IllegalArgumentException if a value is not accepted; names all such values, and nothing of the project is
     *                                  left on disk
     * @throws IOException              if the project's files cannot be read or changed
     * @throws URISyntaxException       if the archetype is not a file
     */
    public static String run(Properties properties, Properties given, String outputDirectory)
            throws IOException, URISyntaxException {
        Map<String, String> values = values(properties);

        URLClassLoader archetype = (URLClassLoader) Thread.currentThread().getContextClassLoader();
        Generation generation = new Generation(new File(archetype.getURLs()[0].toURI()), Path.of(outputDirectory), values);
        Map<String, String> problems = Parameters.problems(values, given.stringPropertyNames());
        if (!problems.isEmpty()) {
            generation.undo();
            values.putAll(values(given));
            throw new IllegalArgumentException(refusal(problems, values));
        }
        // The archetype plugin loses the files' modes
        generation.makeExecutable("mvnw", "run.sh", "concurrent-streams.sh", "lambda.sh", "record-aot-cache.sh", "upgrade.sh",
                "with-model.sh");
        Capacity capacity = new Capacity(values);
        generation.fill("CAPACITY.md", capacity.figures());
        generation.fill(".archetype.properties", Map.of("parameters", lines(values)));
        return nextSteps(values, folder(Path.of(outputDirectory, values.get("artifactId")))) + warnings(capacity.warnings());
    }

    private static Map<String, String> values(Properties properties) {
        Map<String, String> values = new TreeMap<>();
        properties.stringPropertyNames().forEach(key -> values.put(key, properties.getProperty(key)));
        return values;
    }

    private static String lines(Map<String, String> values) {
        return Parameters.ALL.stream().map(Parameter::name).map(name -> name + "=" + values.get(name))
                .collect(Collectors.joining("\n"));
    }

    private static String refusal(Map<String, String> problems, Map<String, String> values) {
        return "\n\nNo project was generated. "
                + (problems.size() == 1 ? "1 value is" : problems.size() + " values are") + " not accepted:\n"
                + problems.entrySet().stream()
                        .map(problem -> "  %s=%s: %s\n"
                                .formatted(problem.getKey(), values.get(problem.getKey()), problem.getValue()))
                        .collect(Collectors.joining());
    }

    private static String nextSteps(Map<String, String> values, String folder) {
        String steps = """

                Next, as README.md describes:
                  cd %s
                  ./mvnw verify
                  make run
                  make deploy STAGE=dev
                """.formatted(folder);
        return values.get("functionUrlAuth").equals("AWS_IAM") ? steps : steps + """

                The function URL is public. Generate with -DfunctionUrlAuth=AWS_IAM to allow signed requests only.
                """;
    }

    /** As a shell takes it in the folder where Maven was started. */
    private static String folder(Path project) {
        Path here = Path.of("").toAbsolutePath();
        Path absolute = project.toAbsolutePath().normalize();
        String folder = (absolute.startsWith(here) ? here.relativize(absolute) : absolute).toString();
        return folder.matches("[\\w./+-]+") ? folder : "'" + folder.replace("'", "'\\''") + "'";
    }

    private static String warnings(List<String> warnings) {
        return warnings.isEmpty() ? "" : "\nAccepted, but unwise, as CAPACITY.md explains:\n"
                + warnings.stream().map(warning -> "  " + warning + "\n").collect(Collectors.joining());
    }
}
