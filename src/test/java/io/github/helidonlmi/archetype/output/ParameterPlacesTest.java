package io.github.helidonlmi.archetype.output;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import io.github.helidonlmi.archetype.support.Archetype;
import io.github.helidonlmi.archetype.support.Project;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Every value reaches each place that is made from it.
 */
class ParameterPlacesTest {
    private record Place(String key, String value, String file, String text) {
    }

    private static final List<Place> PLACES = List.of(
            new Place("groupId", "com.sentinel-g", "pom.xml", "<groupId>com.sentinel-g</groupId>"),
            new Place("artifactId", "sentinel-a", "pom.xml", "<artifactId>sentinel-a</artifactId>"),
            new Place("artifactId", "sentinel-a", "samconfig.toml", "stack_name = \"sentinel-a-prod\""),
            new Place("artifactId", "sentinel-a", "samconfig.toml", "s3_prefix = \"sentinel-a-dev\""),
            new Place("artifactId", "sentinel-a", "Makefile", "--stack-name sentinel-a-$(STAGE)-network"),
            new Place("artifactId", "sentinel-a", "docs/deploy.md", "--stack-name sentinel-a-dev"),
            new Place("artifactId", "sentinel-a", "template.yaml", "Description: sentinel-a,"),
            new Place("artifactId", "sentinel-a", "template.yaml", "Namespace: sentinel-a\n"),
            new Place("artifactId", "sentinel-a", "template.yaml", "[\"sentinel-a\", \"ActiveStreams\""),
            new Place("version", "7.8.9", "pom.xml", "<version>7.8.9</version>"),
            new Place("artifactId", "sentinel-a", "src/main/resources/application.yaml", "  namespace: sentinel-a\n"),
            new Place("package", "com.sentinel.p", "pom.xml", "<mainClass>com.sentinel.p.Main</mainClass>"),
            new Place("package", "com.sentinel.p", "src/main/java/com/sentinel/p/Main.java", "package com.sentinel.p;"),
            new Place("package", "com.sentinel.p", "src/main/java/com/sentinel/p/stream/StreamService.java",
                    "package com.sentinel.p.stream;"),
            new Place("package", "com.sentinel.p", "src/test/java/com/sentinel/p/MainTest.java",
                    "package com.sentinel.p;"),
            new Place("source", "bedrock", "src/main/java/com/sentinel/p/Main.java", "new Bedrock(config)"),
            new Place("source", "bedrock", "src/main/java/com/sentinel/p/Bedrock.java", "class Bedrock implements TokenSource"),
            new Place("source", "bedrock", "template.yaml", "Action: bedrock:InvokeModelWithResponseStream"),
            new Place("source", "bedrock", "pom.xml", "<artifactId>bedrockruntime</artifactId>"),
            new Place("memorySize", "4567", "template.yaml", parameter("MemorySize", "4567")),
            new Place("concurrency", "123", "template.yaml", parameter("MaxConcurrency", "123")),
            new Place("concurrency", "123", "src/main/resources/application.yaml", "    permits: 123\n"),
            new Place("memoryPerVCpu", "4", "template.yaml", parameter("MemoryPerVCpu", "4")),
            new Place("maxVCpuCount", "234", "template.yaml", parameter("MaxVCpuCount", "234")),
            new Place("targetCpuUtilization", "67", "template.yaml", parameter("TargetCpuUtilization", "67")),
            new Place("minExecutionEnvironments", "5", "template.yaml", parameter("MinExecutionEnvironments", "5")),
            new Place("minExecutionEnvironments", "5", "samconfig.toml", "MinExecutionEnvironments = 5\n"),
            new Place("maxExecutionEnvironments", "89", "template.yaml", parameter("MaxExecutionEnvironments", "89")),
            new Place("architecture", "arm64", "template.yaml",
                    "InstanceRequirements:\n        Architectures: [arm64]"),
            new Place("architecture", "arm64", "template.yaml", "      Architectures: [arm64]\n      MemorySize"),
            new Place("architecture", "arm64", "template.yaml", ":layer:LambdaAdapterLayerArm64:"),
            new Place("architecture", "arm64", ".github/workflows/ci.yml", "runs-on: ubuntu-24.04-arm\n"),
            new Place("javaVersion", "21", "pom.xml", "<maven.compiler.release>21</maven.compiler.release>"),
            new Place("javaVersion", "21", "template.yaml", "Runtime: java21\n"),
            new Place("timeout", "345", "template.yaml", "Timeout: 345\n"),
            new Place("timeout", "345", "src/main/resources/application.yaml", "  max-duration: PT345S\n"),
            new Place("port", "4321", "template.yaml", "PORT: '4321'\n"),
            new Place("port", "4321", "src/main/resources/application.yaml", "  port: 4321\n"),
            new Place("subnetIds", "subnet-12,subnet-34", "samconfig.toml", "SubnetIds = [\"subnet-12\", \"subnet-34\"]"),
            new Place("securityGroupIds", "sg-12,sg-34", "samconfig.toml", "SecurityGroupIds = [\"sg-12\", \"sg-34\"]"),
            new Place("functionUrlAuth", "AWS_IAM", "template.yaml", "AuthType: AWS_IAM\n"),
            new Place("functionUrlAuth", "AWS_IAM", "template.yaml", "It takes signed requests only"));

    @Test
    void everyValueIsInItsPlaces(@TempDir Path directory) {
        Project project = generateWithAll(directory);
        Map<String, String> files = project.files();
        assertEquals(List.of(), PLACES.stream()
                .filter(place -> !files.getOrDefault(place.file(), "").contains(place.text())).toList(),
                "These values do not reach their place");
        Set<String> withoutPlace = new TreeSet<>(project.values().stringPropertyNames());
        PLACES.forEach(place -> withoutPlace.remove(place.key()));
        assertEquals(Set.of(), withoutPlace, "Add a place of each of these parameters to this test");
    }

    @Test
    void documentationHasTheParametersOfTheTemplate(@TempDir Path directory) {
        Project project = generateWithAll(directory);
        String page = project.read("docs/operations.md");

        project.template("Parameters").keySet().forEach(name -> assertTrue(
                Pattern.compile("\n\\|[^|\n]*`" + name + "`").matcher(page).find(), "docs/operations.md lacks " + name));
    }

    @Test
    void adapterIsForTheProcessor(@TempDir Path directory) {
        assertEquals(List.of(true, false),
                List.of("LambdaAdapterLayerX86:", "LambdaAdapterLayerArm64:").stream()
                        .map(Archetype.generate(directory).read("template.yaml")::contains).toList(),
                "The layer of Lambda Web Adapter in template.yaml is not the one for x86_64");
    }

    private static Project generateWithAll(Path directory) {
        List<String> keysAndValues = new ArrayList<>();
        PLACES.forEach(place -> keysAndValues.addAll(List.of(place.key(), place.value())));
        return Archetype.generate(directory, keysAndValues.toArray(String[]::new));
    }

    private static String parameter(String name, String value) {
        return "\n  " + name + ":\n    Type: Number\n    Default: " + value + "\n";
    }
}
