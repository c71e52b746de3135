package io.github.helidonlmi.archetype.adapter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import io.github.helidonlmi.archetype.support.Client;
import io.github.helidonlmi.archetype.support.Client.Answer;
import io.github.helidonlmi.archetype.support.RequiresTools;
import io.github.helidonlmi.archetype.support.SamBuild;
import io.github.helidonlmi.archetype.support.Scenario;
import io.github.helidonlmi.archetype.support.Tool;
import io.github.helidonlmi.lambda.StreamingLambdaExtension;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A thousand rounds of short streams, one after the other, leave memory and file descriptors of the service and of the
 * adapter as they were.
 */
@RequiresTools({Tool.ADAPTER, Tool.SAM, Tool.PYTHON})
class SoakIT {
    private static final int CONCURRENCY = 8;
    private static final int ROUNDS = 1000;
    /** Rounds until the JVM has compiled and its small heap has grown. */
    private static final int WARM = 500;
    /** Connections that may be open at one moment and not at another. */
    private static final int DESCRIPTORS = 2 * CONCURRENCY;
    private static final double MEMORY = 1.25;

    @RegisterExtension
    private final StreamingLambdaExtension lambda;

    SoakIT() throws Exception {
        Scenario scenario = Scenario.named("default");
        lambda = new StreamingLambdaExtension(scenario.deployed(SamBuild.of(scenario))
                .concurrency(CONCURRENCY).timeout(Duration.ofMinutes(1))
                // So that what is lost in each round soon shows
                .memory(64).memoryLimit(false)
                .environment("GREETING_DELAY", "PT0S"));
    }

    @Test
    void memoryAndFileDescriptorsStayFlat() throws Exception {
        lambda.awaitInit();
        List<Usage> warm = List.of();
        try (Client client = new Client(lambda.url())) {
            for (int round = 1; round <= ROUNDS; round++) {
                List<Answer> answers = client.getAtOnce("/", CONCURRENCY);
                answers.forEach(Answer::assertComplete);
                lambda.awaitIdle();
                if (round == WARM) {
                    warm = usage();
                }
            }
        }
        List<Usage> end = usage();

        System.out.printf("%d rounds of %d streams, service and adapter: %s after %d rounds, %s at the end%n",
                ROUNDS, CONCURRENCY, warm, WARM, end);
        for (int i = 0; i < end.size(); i++) {
            end.get(i).assertAsFlatAs(warm.get(i));
        }
    }

    private List<Usage> usage() throws IOException {
        return List.of(Usage.of(lambda.runtime()), Usage.of(lambda.adapter()));
    }

    private record Usage(long kilobytes, long descriptors) {
        static Usage of(ProcessHandle process) throws IOException {
            Path proc = Path.of("/proc", String.valueOf(process.pid()));
            long kilobytes = Files.readAllLines(proc.resolve("status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst().orElseThrow();
            try (Stream<Path> descriptors = Files.list(proc.resolve("fd"))) {
                return new Usage(kilobytes, descriptors.count());
            }
        }

        void assertAsFlatAs(Usage warm) {
            assertTrue(descriptors <= warm.descriptors + DESCRIPTORS, "from " + warm + " to " + this);
            assertTrue(kilobytes <= warm.kilobytes * MEMORY, "from " + warm + " to " + this);
        }

        @Override
        public String toString() {
            return kilobytes / 1024 + " MB and " + descriptors + " descriptors";
        }
    }
}
