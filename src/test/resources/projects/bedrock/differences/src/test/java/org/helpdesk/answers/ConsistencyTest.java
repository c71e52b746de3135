package org.helpdesk.answers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * What several files say, they say alike: nothing else looks at more than one of them.
 */
class ConsistencyTest {
    private static final String TEMPLATE = "template.yaml";
    private static final String WORKFLOW = ".github/workflows/ci.yml";
    private static final String CAPACITY = "CAPACITY.md";
    private static final String CONFIGURATION = "src/main/resources/application.yaml";

    @Test
    void java() throws IOException {
        String java = one("pom.xml", "<maven.compiler.release>(\\d+)<");

        assertEquals(java, one(TEMPLATE, "Runtime: java(\\d+)"), TEMPLATE);
        assertEquals(java, one(WORKFLOW, "java-version: '(\\d+)'"), WORKFLOW);
    }

    @Test
    void processor() throws IOException {
        boolean arm = one(TEMPLATE, "Architectures: \\[(\\w+)]").equals("arm64");

        assertEquals(arm ? "Arm64" : "X86", one(TEMPLATE, "LambdaAdapterLayer(\\w+):"), TEMPLATE);
        assertEquals(arm ? "ubuntu-24.04-arm" : "ubuntu-24.04",
                one(WORKFLOW, "  deploy:\n(?: {4}.*\n)*? {4}runs-on: (.+)"), WORKFLOW);
    }

    @Test
    void port() throws IOException {
        String port = one(TEMPLATE, "PORT: '(\\d+)'");

        assertEquals(port, one(CONFIGURATION, "\n  port: (\\d+)"), CONFIGURATION);
        assertEquals(port, one("README.md", "http://localhost:(\\d+)/"), "README.md");
        assertEquals(port, one("docs/lambda.md", "http://localhost:(\\d+)/"), "docs/lambda.md");
    }

    @Test
    void timeout() throws IOException {
        String timeout = one(TEMPLATE, "Timeout: (\\d+)");

        assertEquals(timeout, one(CONFIGURATION, "max-duration: PT(\\d+)S"), CONFIGURATION);
        assertEquals(timeout, one(CAPACITY, "timeout (\\d+) s"), CAPACITY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"MemorySize", "MemoryPerVCpu", "MaxConcurrency", "MinExecutionEnvironments",
        "MaxExecutionEnvironments", "MaxVCpuCount", "TargetCpuUtilization"})
    void capacityIsComputedFromTheDefaults(String parameter) throws IOException {
        assertEquals(byDefault(parameter), Long.parseLong(one(CAPACITY, "(?:- of|,)[^.]*?`" + parameter + "` (\\d+)")),
                "scripts/upgrade.sh --set changes all that a parameter of the archetype is in");
    }

    @Test
    void figures() throws IOException {
        assertEquals(byDefault("MaxConcurrency"), Long.parseLong(one(CONFIGURATION, "permits: (\\d+)")), CONFIGURATION);
        assertEquals(figure(byDefault("MemorySize") * 3 / 4), one(CAPACITY, "\n\\| heap \\| (\\S+) MB"), CAPACITY);
        assertEquals(figure(byDefault("MinExecutionEnvironments") * byDefault("MaxConcurrency")),
                one(CAPACITY, "\n\\| streams with the fewest environments \\| (\\S+) "), CAPACITY);
    }

    @ParameterizedTest
    @CsvSource({"ModelId, model", "MaxTokens, max-tokens", "Temperature, temperature"})
    void model(String parameter, String setting) throws IOException {
        assertEquals(one(TEMPLATE, "\n  " + parameter + ":\n(?: {4}.*\n)*? {4}Default: (.+)"),
                one(CONFIGURATION, "\n  " + setting + ": (.+)"));
        assertEquals(parameter,
                one(TEMPLATE, "BEDROCK_" + setting.toUpperCase(Locale.ROOT).replace("-", "_DASH_") + ": !Ref (.+)"));
    }

    private static long byDefault(String parameter) throws IOException {
        return Long.parseLong(one(TEMPLATE, "\n  " + parameter + ":\n(?: {4}.*\n)*? {4}Default: (\\d+)"));
    }

    private static String figure(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** What a file says, once or always alike. */
    private static String one(String file, String pattern) throws IOException {
        List<String> found = Pattern.compile(pattern).matcher(Files.readString(Path.of(file))).results()
                .map(result -> result.group(1)).distinct().toList();
        assertEquals(1, found.size(), file + " says about " + pattern + ": " + found);
        return found.getFirst();
    }
}
