package io.github.helidonlmi.archetype.parameters;

import java.nio.file.Path;

import io.github.helidonlmi.archetype.support.Archetype;
import io.github.helidonlmi.archetype.support.Refusal;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Values that are good alone and have to fit each other.
 */
class TogetherTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "3, 3", "3, 15000"})
    void environmentsAreAccepted(String min, String max) {
        Archetype.generate(directory, "minExecutionEnvironments", min, "maxExecutionEnvironments", max);
    }

    @Test
    void minimumAboveMaximumIsRefused() {
        Refusal.assertRefused(directory, Archetype.values("maxExecutionEnvironments", "2"),
                "minExecutionEnvironments=3: must not be more than maxExecutionEnvironments=2");
    }

    @Test
    void switchedOffByHalfIsRefused() {
        Refusal.assertRefused(directory, Archetype.values("minExecutionEnvironments", "0"),
                "minExecutionEnvironments=0: must be at least 1; 0 switches the function off, and only together with "
                        + "maxExecutionEnvironments=0");
    }

    @ParameterizedTest
    @CsvSource({"4096, 4", "8192, 8"})
    void oneVCpuIsAccepted(String memorySize, String memoryPerVCpu) {
        Archetype.generate(directory, "memorySize", memorySize, "memoryPerVCpu", memoryPerVCpu);
    }

    @ParameterizedTest
    @CsvSource({"4095, 4, 4096", "8191, 8, 8192"})
    void lessThanOneVCpuIsRefused(String memorySize, String memoryPerVCpu, String needed) {
        Refusal.assertRefused(directory, Archetype.values("memorySize", memorySize, "memoryPerVCpu", memoryPerVCpu),
                "memorySize=%s: must be at least %s (MB) for memoryPerVCpu=%s"
                        .formatted(memorySize, needed, memoryPerVCpu));
    }

    @ParameterizedTest
    @CsvSource({"3, 2048, 2, 3", "3, 2049, 2, 4", "5, 6000, 4, 8", "20, 32768, 8, 80"})
    void enoughVCpusAreAccepted(String environments, String memorySize, String memoryPerVCpu, String needed) {
        Archetype.generate(directory, "minExecutionEnvironments", environments, "memorySize", memorySize,
                "memoryPerVCpu", memoryPerVCpu, "maxVCpuCount", needed);
    }

    @ParameterizedTest
    @CsvSource({"3, 2048, 2, 3", "3, 2049, 2, 4", "5, 6000, 4, 8", "20, 32768, 8, 80"})
    void tooFewVCpusAreRefused(String environments, String memorySize, String memoryPerVCpu, int needed) {
        Refusal.assertRefused(directory,
                Archetype.values("minExecutionEnvironments", environments, "memorySize", memorySize,
                        "memoryPerVCpu", memoryPerVCpu, "maxVCpuCount", String.valueOf(needed - 1)),
                "maxVCpuCount=%s: must be at least %s for minExecutionEnvironments=%s, memorySize=%s, memoryPerVCpu=%s"
                        .formatted(needed - 1, needed, environments, memorySize, memoryPerVCpu));
    }

    @Test
    void moreThanAllVCpusIsRefused() {
        Refusal.assertRefused(directory,
                Archetype.values("minExecutionEnvironments", "938", "maxExecutionEnvironments", "938",
                        "memorySize", "32768", "maxVCpuCount", "15000"),
                "minExecutionEnvironments=938: must be at most 937, what 15000 vCPUs hold at memorySize=32768 and "
                        + "memoryPerVCpu=2");
    }

    @Test
    void wrongPartIsBlamedAlone() {
        Refusal.assertRefused(directory,
                Archetype.values("memorySize", "many", "memoryPerVCpu", "8", "maxVCpuCount", "2"),
                "memorySize=many: must be a whole number from 2048 to 32768 (MB)");
    }
}
