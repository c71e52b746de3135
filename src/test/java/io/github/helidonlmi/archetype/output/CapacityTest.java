package io.github.helidonlmi.archetype.output;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import io.github.helidonlmi.archetype.support.Archetype;
import io.github.helidonlmi.archetype.support.Project;
import io.github.helidonlmi.archetype.support.Refusal;
import io.github.helidonlmi.archetype.support.Scenario;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * CAPACITY.md tells what the project carries, and what is unwise is said when it is generated.
 */
class CapacityTest {
    private static final String MEMORY = "  concurrency=1600 with memorySize=";
    private static final String FLOOR = "  minExecutionEnvironments=";
    private static final String LAMBDA = "  concurrency=%s: takes %s file descriptors, but an execution environment has 4096; "
            + "better concurrency=1346";
    private static final String VCPU = "  concurrency=%s: %s requests per vCPU, but AWS recommends at most 64; "
            + "better concurrency=64, or memorySize=%s";
    private static final String SHELL = "  concurrency=%s: trying all of them locally takes more than the 1024 file descriptors "
            + "that a shell often allows; better ulimit -n 4096 there";

    @TempDir
    Path directory;

    @Test
    void defaultIsComputed() {
        String text = generate();

        assertRow(text, "vCPUs", "1");
        assertRow(text, "heap", "1,536 MB");
        assertRow(text, "heap per stream", "24 MB");
        assertRow(text, "streams per vCPU", "64");
        assertRow(text, "file descriptors at full load", "250 of 4,096");
        assertRow(text, "environments that `MaxVCpuCount` allows", "20");
        assertRow(text, "streams with the fewest environments", "192");
        assertRow(text, "streams with the most environments", "1,280");
        assertRow(text, "`MaxConcurrency`", "64");
        assertRow(text, "CPU, until instances are added", "700");
        assertRow(text, "file descriptors", "1,346");
        assertRow(text, "memory", "15,360");
        assertSays(text, "allow the same number of environments");
        assertSays(text, "**`MaxConcurrency`** is the bottleneck: 64 streams at once.");
        assertSays(text, "CPU would be the next one, at 700.");
        assertSays(text, "Twice the streams of the fewest environments (384) need 6 environments. They may run");
        assertSays(text, "traffic doubles 3 times: at least 15 minutes.");
        assertSays(text, "at most 200 MB in 120 s");
    }

    @Test
    void smallestIsComputed() {
        String text = generate(Scenario.named("smallest").values());

        assertRow(text, "vCPUs", "1");
        assertRow(text, "heap per stream", "1,536 MB");
        assertRow(text, "file descriptors at full load", "61 of 4,096");
        assertRow(text, "streams with the most environments", "1");
        assertRow(text, "CPU, until instances are added", "10");
        assertSays(text, "`MaxExecutionEnvironments` (1) is the limit");
        assertSays(text, "**`MaxConcurrency`** is the bottleneck: 1 stream at once.");
        assertSays(text, "No more than 1 may run: what exceeds their 1 stream is answered with 429");
        assertSays(text, "at most 8 MB in 1 s");
    }

    @Test
    void largestIsComputed() {
        String text = generate(Scenario.named("largest").values());

        assertRow(text, "vCPUs", "4");
        assertRow(text, "heap", "24,576 MB");
        assertRow(text, "heap per stream", "15.3 MB");
        assertRow(text, "streams per vCPU", "400");
        assertRow(text, "file descriptors at full load", "4,858 of 4,096");
        assertRow(text, "environments that `MaxVCpuCount` allows", "3,750");
        assertRow(text, "streams with the fewest environments", "6,000,000");
        assertSays(text, "of `MaxExecutionEnvironments` (15,000), it allows 3,750");
        assertSays(text, "**File descriptors** are the bottleneck: 1,346 streams at once.");
        assertSays(text, "`MaxConcurrency` (1,600) is more than that.");
    }

    @Test
    void tokensOfAModelAreComputed() {
        String text = generate(Scenario.named("bedrock").values());

        assertRow(text, "file descriptors at full load", "361 of 4,096");
        assertRow(text, "CPU, until instances are added", "233");
        assertRow(text, "memory", "7,680");
        assertSays(text, "sends 20 tokens a second to each stream");
        assertRow(text, "one full environment", "1,280 | 76,800");
        assertRow(text, "the fewest environments, full", "3,840 | 230,400");
        assertRow(text, "the most environments, full", "25,600 | 1,536,000");
    }

    @Test
    void partsOfAVCpuAreComputed() {
        String text = generate("memorySize", "5000", "concurrency", "128");

        assertRow(text, "vCPUs", "2.44");
        assertRow(text, "heap", "3,750 MB");
        assertRow(text, "heap per stream", "29.2 MB");
        assertRow(text, "streams per vCPU", "52.4");
        assertRow(text, "environments that `MaxVCpuCount` allows", "8");
        assertRow(text, "CPU, until instances are added", "1,708");
        assertRow(text, "streams with the most environments", "1,024");
    }

    @Test
    void bothSignalsOfScalingAreNamed() {
        Project project = Archetype.generate(directory);

        for (String page : List.of("CAPACITY.md", "docs/operations.md")) {
            assertTrue(Pattern.compile("CPU[^|#]{0,100}?saturation of (their )?concurrency").matcher(project.read(page)).find(),
                    page);
        }
    }

    /** Each price, fee and recommendation is followed by where it comes from. */
    @Test
    void everyFigureOfTheBillHasItsSource() {
        String text = generate();
        String bill = text.substring(text.indexOf("| Per month |"), text.indexOf("The fewest instances have "));

        assertEquals(4, bill.lines().skip(2).filter(row -> row.matches("\\|.*\\]\\[(pricing|cloudwatch)]\\) \\|")).count(), bill);
        for (String source : List.of("cloudwatch", "java", "practices", "pricing", "quotas", "scaling", "skill", "streaming",
                "web")) {
            assertTrue(text.contains("[" + source + "]: https://") && text.contains("][" + source + "]"), source);
        }
    }

    @Test
    void lowTargetMakesCpuTheFirst() {
        assertSays(generate("targetCpuUtilization", "1"), "**CPU** is the bottleneck: 10 streams at once.");
    }

    @ParameterizedTest
    @CsvSource({"3, 3, No more than 3 may run", "3, 5, No more than 5 may run", "3, 6, They may run",
        "3, 6, traffic doubles 1 time: at least 5 minutes", "3, 7, traffic doubles 2 times: at least 10 minutes"})
    void doublingDependsOnTheCeiling(String min, String max, String said) {
        assertSays(generate("minExecutionEnvironments", min, "maxExecutionEnvironments", max), said);
    }

    @Test
    void switchedOffIsSaid() {
        Project project = Archetype.generate(directory, "minExecutionEnvironments", "0", "maxExecutionEnvironments", "0");
        String text = project.read("CAPACITY.md");

        assertRow(text, "streams with the fewest environments", "0");
        assertRow(text, "streams with the most environments", "0");
        assertSays(text, "The function is switched off");
        assertSays(text, "No environment runs, so there is no traffic to double.");
        assertEquals(List.of(), warnings(project));
    }

    @Test
    void defaultIsWise() {
        assertEquals(List.of(), warnings(Archetype.generate(directory)));
    }

    @Test
    void lessThanOneMegabyteForAStreamIsUnwise() {
        assertEquals(List.of("  concurrency=1600 with memorySize=2133: 0.99 MB of heap per stream; "
                + "better concurrency=1599, or memorySize=2134"), warnings(MEMORY, "memorySize", "2133", "concurrency", "1600"));
    }

    @Test
    void oneMegabyteForAStreamIsNot() {
        assertEquals(List.of(), warnings(MEMORY, "memorySize", "2134", "concurrency", "1600"));
    }

    @ParameterizedTest
    @CsvSource({"3, 5, 2048, 2, maxVCpuCount=6", "2, 7, 4097, 2, maxVCpuCount=9",
        "3750, 15000, 32768, 8, minExecutionEnvironments=1875"})
    void floorWithoutRoomForItsDoubleIsUnwise(String min, String vCpus, String memorySize, String memoryPerVCpu, String better) {
        assertEquals(List.of(("  minExecutionEnvironments=%s with maxVCpuCount=%s: no room for twice the traffic, nor for the "
                + "two versions of a deployment; better %s")
                .formatted(min, vCpus, better)), warnings(FLOOR, "minExecutionEnvironments", min, "maxVCpuCount", vCpus,
                        "maxExecutionEnvironments", "15000", "memorySize", memorySize, "memoryPerVCpu", memoryPerVCpu));
    }

    @ParameterizedTest
    @CsvSource({"3, 6, 2048, 2", "2, 9, 4097, 2", "1875, 15000, 32768, 8"})
    void floorWithRoomForItsDoubleIsNot(String min, String vCpus, String memorySize, String memoryPerVCpu) {
        assertEquals(List.of(), warnings(FLOOR, "minExecutionEnvironments", min, "maxVCpuCount", vCpus,
                "maxExecutionEnvironments", "15000", "memorySize", memorySize, "memoryPerVCpu", memoryPerVCpu));
    }

    @Test
    void moreStreamsThanFileDescriptorsAreUnwise() {
        assertEquals(List.of(), warningsOf("973"));
        assertEquals(List.of(SHELL.formatted(974)), warningsOf("974"));
        assertEquals(List.of(SHELL.formatted(1346)), warningsOf("1346"));
        assertEquals(List.of(LAMBDA.formatted(1347, 4099), SHELL.formatted(1347)), warningsOf("1347"));
    }

    /** Those of file descriptors. */
    private List<String> warningsOf(String concurrency) {
        return warnings(Archetype.generate(directory.resolve(concurrency), "concurrency", concurrency)).stream()
                .filter(warning -> warning.contains("file descriptors")).toList();
    }

    @Test
    void moreRequestsForAVCpuThanAwsRecommendsAreUnwise() {
        assertEquals(List.of(), warnings(Archetype.generate(directory.resolve("64"), "concurrency", "64")));
        assertEquals(List.of(VCPU.formatted(65, 65, 2080)),
                warnings(Archetype.generate(directory.resolve("65"), "concurrency", "65")));
        assertEquals(List.of(VCPU.formatted(100, 100, 3200)),
                warnings(Archetype.generate(directory.resolve("100"), "concurrency", "100")));
        assertEquals(List.of(), warnings(Archetype.generate(directory.resolve("3200"), "concurrency", "100",
                "memorySize", "3200", "maxVCpuCount", "30")));
        assertTrue(warnings(Archetype.generate(directory.resolve("most"), "concurrency", "1600", "memorySize", "32768",
                "memoryPerVCpu", "8")).contains("  concurrency=1600: 400 requests per vCPU, but AWS recommends at most 64; "
                        + "better concurrency=256"));
    }

    @Test
    void billOfTheFloorIsComputed() {
        String text = generate();

        assertRow(text, "the fewest instances", "2,190 × P × 1.15");
        assertSays(text, "| 3 instances × 730 hours,");
        assertSays(text, "they cost **206 dollars a month**");
        assertSays(text, "Together they need 6 vCPUs");
    }

    @ParameterizedTest
    @CsvSource({"0, 2048, '0 × P'", "1, 2048, '2,190 × P'", "6, 2048, '2,190 × P'", "7, 2048, '2,920 × P'",
        "3, 8192, '4,380 × P'"})
    void instancesHoldTheFloorInThreeZones(String min, String memorySize, String hours) {
        assertRow(generate("minExecutionEnvironments", min, "maxExecutionEnvironments", min.equals("0") ? "0" : "20",
                "memorySize", memorySize), "the fewest instances", hours + " × 1.15");
    }

    @Test
    void warningsFollowWhatComesNext() {
        String printed = Archetype.generate(directory, "maxVCpuCount", "3").printed();

        assertTrue(printed.endsWith("-DfunctionUrlAuth=AWS_IAM to allow signed requests only.\n\n"
                + "Accepted, but unwise, as CAPACITY.md explains:\n"
                + "  minExecutionEnvironments=3 with maxVCpuCount=3: no room for twice the traffic, nor for the two "
                + "versions of a deployment; better maxVCpuCount=6\n\n"),
                printed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "2048.5", "99999999999999999999"})
    void whatIsNoNumberIsRefusedAndNotComputed(String memorySize) {
        Refusal.assertRefused(directory, Archetype.values("memorySize", memorySize),
                "memorySize=%s: must be a whole number from 2048 to 32768 (MB)".formatted(memorySize));
    }

    private String generate(String... keysAndValues) {
        return generate(Archetype.values(keysAndValues));
    }

    private String generate(Map<String, String> values) {
        return Archetype.generate(directory, values).read("CAPACITY.md");
    }

    private List<String> warnings(String beginning, String... keysAndValues) {
        return warnings(Archetype.generate(directory, keysAndValues)).stream()
                .filter(warning -> warning.startsWith(beginning)).toList();
    }

    private static List<String> warnings(Project project) {
        return project.printed().lines()
                .dropWhile(line -> !line.startsWith("Accepted, but unwise"))
                .filter(line -> line.startsWith("  ")).toList();
    }

    private static void assertRow(String text, String name, String figure) {
        assertTrue(text.contains("\n| %s | %s |".formatted(name, figure)), name + ": " + figure + "\n" + text);
    }

    /** Wherever its lines break. */
    private static void assertSays(String text, String words) {
        assertTrue(text.replace('\n', ' ').contains(words), words + "\n" + text);
    }
}
