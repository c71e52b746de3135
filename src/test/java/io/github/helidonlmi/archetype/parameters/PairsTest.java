package io.github.helidonlmi.archetype.parameters;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

import io.github.helidonlmi.archetype.Parameter;
import io.github.helidonlmi.archetype.Parameters;
import io.github.helidonlmi.archetype.support.Archetype;
import io.github.helidonlmi.archetype.support.Project;

import org.apache.maven.model.Model;
import org.apache.maven.model.io.xpp3.MavenXpp3Reader;
import org.codehaus.plexus.util.xml.pull.XmlPullParserException;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Any two values of any two parameters go together.
 */
class PairsTest {
    private static final Map<String, List<String>> VALUES = new LinkedHashMap<>();

    static {
        // Those that have to fit each other
        VALUES.put("groupId", List.of("com.example", "io.some-team"));
        VALUES.put("artifactId", List.of("quotes-stream", "B2"));
        VALUES.put("version", List.of("1.0-SNAPSHOT", "2"));
        VALUES.put("package", List.of("com.example.quotes", "app"));
        VALUES.put("memorySize", List.of("8192", "8193", "9000", "10000", "10240", "12288", "14336", "16384", "20480", "24576",
                "28672", "30000", "32767", "32768"));
        VALUES.put("concurrency", List.of("1", "2", "3", "10", "32", "63", "64", "65", "100", "128", "400", "1000", "1346",
                "1347", "1600"));
        VALUES.put("memoryPerVCpu", List.of("2", "4", "8"));
        VALUES.put("maxVCpuCount", List.of("48", "15000"));
        VALUES.put("targetCpuUtilization", List.of("1", "70", "100"));
        VALUES.put("minExecutionEnvironments", List.of("1", "3"));
        VALUES.put("maxExecutionEnvironments", List.of("3", "15000"));
        VALUES.put("subnetIds", List.of("none", "subnet-1,subnet-2"));
        VALUES.put("securityGroupIds", List.of("none", "sg-1"));
        Parameters.ALL.forEach(parameter -> VALUES.computeIfAbsent(parameter.name(), key -> valuesOf(parameter)));
    }

    private record Choice(String key, String value) {
    }

    @ParameterizedTest
    @MethodSource("combinations")
    @Execution(ExecutionMode.CONCURRENT)
    void goTogether(Map<String, String> values, @TempDir Path directory) throws IOException, XmlPullParserException {
        Project project = Archetype.generate(directory, values);

        Model pom = new MavenXpp3Reader().read(new StringReader(project.read("pom.xml")), true);
        assertEquals(values.get("groupId") + ":" + values.get("artifactId") + ":" + values.get("version"),
                pom.getGroupId() + ":" + pom.getArtifactId() + ":" + pom.getVersion());
        assertTrue(project.template("Resources").keySet().containsAll(
                List.of("CapacityProvider", "StreamingFunction", "FunctionRole", "LogGroup", "Dashboard")));
        assertFalse(project.read("CAPACITY.md").contains("{{"), "a figure that was not filled in");
    }

    /**
     * Adds combinations until each pair is in one. Each begins with a pair that is in none yet. The values with most such
     * pairs complete it, or any where these are equal. It is the same in each run.
     */
    static List<Map<String, String>> combinations() {
        Random any = new Random(0);
        Set<Set<Choice>> open = pairs();
        List<Map<String, String>> combinations = new ArrayList<>();
        while (!open.isEmpty()) {
            Set<Choice> combination = new LinkedHashSet<>(open.iterator().next());
            VALUES.forEach((key, values) -> {
                if (combination.stream().noneMatch(choice -> choice.key().equals(key))) {
                    Choice best = null;
                    long most = -1;
                    for (String value : shuffled(values, any)) {
                        Choice choice = new Choice(key, value);
                        long count = combination.stream().filter(other -> open.contains(Set.of(choice, other))).count();
                        if (count > most) {
                            best = choice;
                            most = count;
                        }
                    }
                    combination.add(best);
                }
            });
            open.removeIf(combination::containsAll);
            Map<String, String> values = new LinkedHashMap<>();
            combination.forEach(choice -> values.put(choice.key(), choice.value()));
            combinations.add(values);
        }
        return combinations;
    }

    private static List<String> valuesOf(Parameter parameter) {
        return switch (parameter.accepted()) {
            case Parameter.Choice choice -> List.of(choice.values().get(0), choice.values().get(choice.values().size() - 1));
            case Parameter.Range range -> List.of(String.valueOf(range.low()), String.valueOf(range.high()));
            case Parameter.Text text -> throw new IllegalStateException("Add values of " + parameter.name() + " to this test");
        };
    }

    private static List<String> shuffled(List<String> values, Random any) {
        List<String> shuffled = new ArrayList<>(values);
        Collections.shuffle(shuffled, any);
        return shuffled;
    }

    private static Set<Set<Choice>> pairs() {
        Set<Set<Choice>> pairs = new LinkedHashSet<>();
        VALUES.forEach((key, values) -> VALUES.forEach((otherKey, otherValues) -> {
            if (key.compareTo(otherKey) < 0) {
                values.forEach(value -> otherValues.forEach(otherValue ->
                        pairs.add(Set.of(new Choice(key, value), new Choice(otherKey, otherValue)))));
            }
        }));
        return pairs;
    }
}
