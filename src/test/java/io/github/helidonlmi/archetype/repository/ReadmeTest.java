package io.github.helidonlmi.archetype.repository;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import io.github.helidonlmi.archetype.support.Archetype;
import io.github.helidonlmi.archetype.support.Project;
import io.github.helidonlmi.archetype.support.Refusal;
import io.github.helidonlmi.archetype.support.Tool;

import org.apache.maven.model.Model;
import org.apache.maven.model.io.xpp3.MavenXpp3Reader;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * README.md tells what is so.
 */
class ReadmeTest {
    private static String readme;
    private static Model pom;

    @TempDir
    private Path directory;

    @BeforeAll
    static void read() throws Exception {
        readme = Files.readString(Path.of("README.md"));
        try (Reader reader = Files.newBufferedReader(Path.of("pom.xml"))) {
            pom = new MavenXpp3Reader().read(reader);
        }
    }

    @Test
    void batchCommandGenerates() {
        Map<String, String> options = options("mvn --batch-mode ");
        Project project = Archetype.generate(directory, options);

        options.keySet().removeIf(key -> key.startsWith("archetype"));
        options.forEach((key, value) -> assertEquals(value, project.values().getProperty(key)));
    }

    @Test
    void batchCommandNamesThisArchetype() {
        Map<String, String> options = options("mvn --batch-mode ");
        assertEquals(pom.getGroupId() + ":" + pom.getArtifactId() + ":" + pom.getVersion(),
                options.get("archetypeGroupId") + ":" + options.get("archetypeArtifactId") + ":"
                        + options.get("archetypeVersion"));
        assertEquals(version("archetype"), find("maven-archetype-plugin:([0-9.]+):generate").getFirst().group(1));
    }

    @Test
    void refusalIsTheMessage() {
        assertTrue(readme.contains(Refusal.message(directory,
                Archetype.values("memorySize", "1024", "functionUrlAuth", "none", "concurency", "128"))));
    }

    @Test
    void versionsAreThoseInUse() throws IOException {
        String versions = readme.substring(readme.indexOf("\n## Versions"));
        String wrapper = Files.readString(Path.of(".mvn/wrapper/maven-wrapper.properties"));
        String template = Archetype.generate(directory).read("template.yaml");
        for (String version : List.of(
                "maven-archetype-plugin " + version("archetype"),
                "Helidon " + version("helidon"),
                "JUnit " + version("junit"),
                "Maven " + find(wrapper, "apache-maven-([0-9.]+)-bin").getFirst().group(1) + " by its wrapper",
                "AWS SAM CLI " + Tool.versions().get("AWS_SAM_CLI"),
                "cfn-lint " + Tool.versions().get("CFN_LINT"),
                "layer version " + find(template, "LambdaAdapterLayer\\w+:(\\d+)").getFirst().group(1))) {
            assertTrue(versions.contains(version), "README.md lacks in Versions: " + version);
        }
    }

    /** The tests may run another release of Lambda Web Adapter than the layer has: both documents say so. */
    @Test
    void releasesOfTheAdapterAreNamedWhereTheyRun() throws IOException {
        Project project = Archetype.generate(directory);
        MatchResult layer = find(project.read("template.yaml"),
                "# Lambda Web Adapter (\\S+)\n +- \\S+ \\S+:layer:LambdaAdapterLayerX86:(\\d+)\n").getFirst();
        String tested = Tool.versions().getProperty("LAMBDA_WEB_ADAPTER");
        String page = project.read("docs/operations.md").replace("\n  ", " ");

        assertTrue(readme.contains("Lambda Web Adapter %s (layer version %s); tests run %s,"
                .formatted(layer.group(1), layer.group(2), tested)));
        assertTrue(page.contains("the layer is version %s, which is release %s.".formatted(layer.group(2), layer.group(1))));
        assertTrue(page.contains("The archetype's tests ran %s,".formatted(tested)), page);
        assertTrue(project.read("CAPACITY.md").contains("(%s)".formatted(tested)));
    }

    /** The organisation that it has moved to. */
    @Test
    void theAdapterIsLinkedWhereItLives() {
        Archetype.generate(directory).files().forEach((name, text) ->
                assertTrue(!text.contains("github.com/awslabs/aws-lambda-web-adapter"), name));
        assertTrue(readme.contains("https://github.com/aws/aws-lambda-web-adapter)"));
        assertTrue(!readme.contains("github.com/awslabs/aws-lambda-web-adapter"));
    }

    /** An update makes someone look whether the faults are still there. */
    @Test
    void faultsOfOthersAreThoseOfTheVersionsInUse() throws IOException {
        for (Map.Entry<String, String> seen : Map.of(
                "helidon", "Helidon " + version("helidon"),
                "maven-archetype", "maven-archetype-plugin " + version("archetype"),
                "cfn-lint", "cfn-lint " + Tool.versions().get("CFN_LINT"),
                "sam", "AWS SAM CLI " + Tool.versions().get("AWS_SAM_CLI"),
                "lambda-web-adapter", "Lambda Web Adapter " + Tool.versions().get("LAMBDA_WEB_ADAPTER")).entrySet()) {
            String page = Files.readString(Path.of("docs/upstream", seen.getKey() + ".md"));
            assertFalse(find(page, "\nSeen with .*\\b" + Pattern.quote(seen.getValue()) + "\\b").isEmpty(), seen.getKey()
                    + ".md is not about " + seen.getValue() + ": docs/upstream/reproduce.py shows what is still so");
        }
    }

    /** From this page and from each other one of this repository. */
    @Test
    void linksLeadToFiles() throws IOException {
        List<String> dead = new ArrayList<>();
        for (String page : EditorConfigTest.files()) {
            if (page.endsWith(".md") && !page.startsWith("src/main/resources/") && !page.startsWith("src/test/resources/")) {
                find(Files.readString(Path.of(page)), "\\]\\((?!https?:)([^)#]+)").stream().map(link -> link.group(1))
                        .filter(link -> !Files.exists(Path.of(page).resolveSibling(link)))
                        .forEach(link -> dead.add(page + ": " + link));
            }
        }

        assertEquals(List.of(), dead);
    }

    private static Map<String, String> options(String command) {
        int start = readme.indexOf(command);
        Map<String, String> options = new LinkedHashMap<>();
        find(readme.substring(start, readme.indexOf("```", start)), "-D(\\w+)=(\\S+)")
                .forEach(option -> options.put(option.group(1), option.group(2)));
        return options;
    }

    private static List<MatchResult> find(String pattern) {
        return find(readme, pattern);
    }

    private static List<MatchResult> find(String text, String pattern) {
        return Pattern.compile(pattern).matcher(text).results().toList();
    }

    private static String version(String name) {
        return pom.getProperties().getProperty("version." + name);
    }
}
