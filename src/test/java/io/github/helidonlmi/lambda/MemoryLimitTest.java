package io.github.helidonlmi.lambda;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Processes that together use more memory than they may are ended, and others are not.
 */
@Timeout(60)
class MemoryLimitTest {
    /** Its child keeps what it reads until the end: 100 MB. */
    private static final String USE_100_MB = "(head -c 100000000 /dev/zero; exec sleep 60) | tail";

    private Process process;

    @BeforeEach
    void start() throws IOException {
        process = new ProcessBuilder("sh", "-c", USE_100_MB + "; true").start();
    }

    @AfterEach
    void end() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    @Test
    void moreMemoryEndsThem() throws Exception {
        try (MemoryLimit limit = new MemoryLimit(64, process.toHandle())) {
            List<ProcessHandle> children = process.descendants().toList();
            assertTrue(process.waitFor(30, TimeUnit.SECONDS));
            children.forEach(child -> child.onExit().orTimeout(10, TimeUnit.SECONDS).join());
            assertTrue(limit.exceeded().orElseThrow().matches("out of memory: \\d+ MB of 64 MB"), limit.exceeded().toString());
        }
    }

    @Test
    void lessMemoryDoesNot() throws Exception {
        try (MemoryLimit limit = new MemoryLimit(256, process.toHandle())) {
            assertFalse(process.waitFor(3, TimeUnit.SECONDS));
            assertTrue(limit.exceeded().isEmpty());
        }
    }
}
