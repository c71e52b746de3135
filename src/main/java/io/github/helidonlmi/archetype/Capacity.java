package io.github.helidonlmi.archetype;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a generated project carries, computed from its accepted values: the figures of CAPACITY.md, and warnings.
 */
final class Capacity {
    static final int MAX_VCPUS = 15_000;

    private static final long MB_OF_GIB = 1024;
    private static final int LAMBDA_DESCRIPTORS = 4096;
    private static final int SHELL_DESCRIPTORS = 1024;

    private static final int ADAPTER_DESCRIPTORS = 7;
    private static final int ADAPTER_DESCRIPTORS_OF_STREAM = 2;
    private static final int TOKENS_PER_SECOND = 20;

    private static final int UNCAPPED_MB = 6;
    private static final int MB_PER_SECOND = 2;
    private static final int MAX_MB = 200;
    private static final int DOUBLING_MINUTES = 5;
    private static final int SECONDS_OF_MINUTE = 60;
    private static final int LINE = 120;

    // As CAPACITY.md says, with its sources
    private static final int REQUESTS_OF_VCPU = 64;
    private static final int MAX_MEMORY = 32_768;
    private static final int VCPUS_OF_INSTANCE = 2;
    private static final int LEAST_INSTANCES = 3;
    private static final int HOURS_OF_MONTH = 730;
    private static final BigDecimal FEE = new BigDecimal("1.15");
    private static final BigDecimal EXAMPLE_PRICE = new BigDecimal("0.0816");

    private final Measured measured;
    private final long memorySize;
    private final long memoryPerVCpu;
    private final long concurrency;
    private final long maxVCpuCount;
    private final long targetCpuUtilization;
    private final long min;
    private final long max;
    private final long timeout;

    /**
     * What the service of a source was measured to take, as CAPACITY.md says.
     *
     * @param descriptors         file descriptors without streams
     * @param descriptorsOfStream file descriptors per stream
     * @param cpuOfStream         CPU per stream, in tenths of a percent of a core
     * @param heapOfStream        heap per stream, in tenths of a MB
     */
    private record Measured(int descriptors, int descriptorsOfStream, int cpuOfStream, int heapOfStream) {
        private static final Measured GREETING = new Measured(51, 1, 1, 1);
        /** Each stream has a connection to the model. */
        private static final Measured BEDROCK = new Measured(98, 2, 3, 2);
    }

    /** A number of streams in one execution environment, and what happens beyond it. */
    private record Limit(String name, long streams, String beyond) {
    }

    /**
     * @param values every parameter of the archetype, accepted
     */
    Capacity(Map<String, String> values) {
        measured = values.get("source").equals("bedrock") ? Measured.BEDROCK : Measured.GREETING;
        memorySize = Long.parseLong(values.get("memorySize"));
        memoryPerVCpu = Long.parseLong(values.get("memoryPerVCpu"));
        concurrency = Long.parseLong(values.get("concurrency"));
        maxVCpuCount = Long.parseLong(values.get("maxVCpuCount"));
        targetCpuUtilization = Long.parseLong(values.get("targetCpuUtilization"));
        min = Long.parseLong(values.get("minExecutionEnvironments"));
        max = Long.parseLong(values.get("maxExecutionEnvironments"));
        timeout = Long.parseLong(values.get("timeout"));
    }

    /**
     * The vCPUs that execution environments take, rounded up.
     *
     * @param memorySize    memory of one in MB
     * @param memoryPerVCpu memory for each vCPU in GiB
     */
    static long vCpusOf(long environments, long memorySize, long memoryPerVCpu) {
        return -Math.floorDiv(-environments * memorySize, memoryPerVCpu * MB_OF_GIB);
    }

    /**
     * The execution environments that fit a number of vCPUs.
     *
     * @param memorySize    memory of one in MB
     * @param memoryPerVCpu memory for each vCPU in GiB
     */
    static long environmentsIn(long vCpus, long memorySize, long memoryPerVCpu) {
        return vCpus * memoryPerVCpu * MB_OF_GIB / memorySize;
    }

    /**
     * The text for each {{placeholder}} of CAPACITY.md. Velocity leaves placeholders alone. It could not compute them: it
     * fills in the templates before any value is checked.
     */
    Map<String, String> figures() {
        Map<String, String> figures = new HashMap<>(figuresOfAnySource());
        if (measured == Measured.BEDROCK) {
            figures.put("tokensOfStream", whole(TOKENS_PER_SECOND));
            Map.of("Environment", concurrency, "Floor", floor(), "Ceiling", ceiling()).forEach((name, streams) -> {
                figures.put("tokensOf" + name, whole(streams * TOKENS_PER_SECOND));
                figures.put("tokensOf" + name + "Minute", whole(streams * TOKENS_PER_SECOND * SECONDS_OF_MINUTE));
            });
        }
        return figures;
    }

    private Map<String, String> figuresOfAnySource() {
        return Map.ofEntries(
                Map.entry("lambdaDescriptors", whole(LAMBDA_DESCRIPTORS)),
                Map.entry("serviceDescriptors", whole(measured.descriptors)),
                Map.entry("serviceDescriptorsOfStream", whole(measured.descriptorsOfStream)),
                Map.entry("adapterDescriptors", whole(ADAPTER_DESCRIPTORS)),
                Map.entry("adapterDescriptorsOfStream", whole(ADAPTER_DESCRIPTORS_OF_STREAM)),
                Map.entry("idleDescriptors", whole(idleDescriptors())),
                Map.entry("descriptorsOfStream", whole(descriptorsOfStream())),
                Map.entry("cpuPercentOfStream", decimal(measured.cpuOfStream, 10)),
                Map.entry("mbOfStream", decimal(measured.heapOfStream, 10)),
                Map.entry("vCpus", decimal(memorySize, memoryPerVCpu * MB_OF_GIB)),
                Map.entry("heap", whole(heap())),
                Map.entry("heapOfStream", decimal(heap(), concurrency)),
                Map.entry("streamsOfVCpu", decimal(concurrency * memoryPerVCpu * MB_OF_GIB, memorySize)),
                Map.entry("descriptors", whole(descriptors())),
                Map.entry("fitting", whole(fitting())),
                Map.entry("floor", whole(floor())),
                Map.entry("ceiling", whole(ceiling())),
                Map.entry("mostRequestsOfVCpu", whole(REQUESTS_OF_VCPU)),
                Map.entry("deploymentVCpus", whole(vCpusOf(2 * min, memorySize, memoryPerVCpu))),
                Map.entry("floorVCpus", whole(floorVCpus())),
                Map.entry("floorInstances", whole(floorInstances())),
                Map.entry("floorHours", whole(floorInstances() * HOURS_OF_MONTH)),
                Map.entry("hours", whole(HOURS_OF_MONTH)),
                Map.entry("fee", FEE.toPlainString()),
                Map.entry("examplePrice", EXAMPLE_PRICE.toPlainString()),
                Map.entry("exampleMonth", whole(EXAMPLE_PRICE.multiply(FEE)
                        .multiply(BigDecimal.valueOf(floorInstances() * HOURS_OF_MONTH))
                        .setScale(0, RoundingMode.HALF_UP).longValue())),
                Map.entry("cpuStreams", whole(cpuStreams())),
                Map.entry("descriptorStreams", whole(descriptorStreams())),
                Map.entry("memoryStreams", whole(memoryStreams())),
                Map.entry("response", whole(Math.min(MAX_MB, UNCAPPED_MB + MB_PER_SECOND * timeout))),
                Map.entry("bottleneck", wrap(bottleneck())),
                Map.entry("limits", wrap(limits())),
                Map.entry("doubling", wrap(doubling())));
    }

    /** One line for each value that is accepted, but unwise. */
    List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        if (heap() < concurrency) {
            warnings.add("concurrency=%s with memorySize=%s: %s MB of heap per stream; better concurrency=%s, or memorySize=%s"
                    .formatted(concurrency, memorySize, decimal(heap(), concurrency), heap(),
                            -Math.floorDiv(-4 * concurrency, 3)));
        }
        if (concurrency * memoryPerVCpu * MB_OF_GIB > REQUESTS_OF_VCPU * memorySize) {
            long needed = -Math.floorDiv(-concurrency * memoryPerVCpu * MB_OF_GIB, REQUESTS_OF_VCPU);
            warnings.add("concurrency=%s: %s requests per vCPU, but AWS recommends at most %s; better concurrency=%s%s"
                    .formatted(concurrency, decimal(concurrency * memoryPerVCpu * MB_OF_GIB, memorySize), REQUESTS_OF_VCPU,
                            REQUESTS_OF_VCPU * memorySize / (memoryPerVCpu * MB_OF_GIB),
                            needed <= MAX_MEMORY ? ", or memorySize=" + needed : ""));
        }
        if (2 * min > fitting()) {
            long needed = vCpusOf(2 * min, memorySize, memoryPerVCpu);
            warnings.add(("minExecutionEnvironments=%s with maxVCpuCount=%s: no room for twice the traffic, nor for the two "
                    + "versions of a deployment; better %s").formatted(min, maxVCpuCount, needed <= MAX_VCPUS
                            ? "maxVCpuCount=" + needed : "minExecutionEnvironments=" + fitting() / 2));
        }
        if (descriptors() > LAMBDA_DESCRIPTORS) {
            warnings.add("concurrency=%s: takes %s file descriptors, but an execution environment has %s; better concurrency=%s"
                    .formatted(concurrency, descriptors(), LAMBDA_DESCRIPTORS, descriptorStreams()));
        }
        if (measured.descriptors + measured.descriptorsOfStream * concurrency > SHELL_DESCRIPTORS) {
            warnings.add(("concurrency=%s: trying all of them locally takes more than the %s file descriptors that a shell often "
                    + "allows; better ulimit -n %s there").formatted(concurrency, SHELL_DESCRIPTORS, LAMBDA_DESCRIPTORS));
        }
        return warnings;
    }

    /** MB, as run.sh sets it. */
    private long heap() {
        return memorySize * 3 / 4;
    }

    private long descriptors() {
        return idleDescriptors() + descriptorsOfStream() * concurrency;
    }

    private long idleDescriptors() {
        return measured.descriptors + ADAPTER_DESCRIPTORS;
    }

    private long descriptorsOfStream() {
        return measured.descriptorsOfStream + ADAPTER_DESCRIPTORS_OF_STREAM;
    }

    private long descriptorStreams() {
        return (LAMBDA_DESCRIPTORS - idleDescriptors()) / descriptorsOfStream();
    }

    private long cpuStreams() {
        return targetCpuUtilization * 10 * memorySize / (memoryPerVCpu * MB_OF_GIB * measured.cpuOfStream);
    }

    private long memoryStreams() {
        return heap() * 10 / measured.heapOfStream;
    }

    private long fitting() {
        return environmentsIn(maxVCpuCount, memorySize, memoryPerVCpu);
    }

    /** Execution environments. */
    private long most() {
        return Math.min(max, fitting());
    }

    private long floorVCpus() {
        return vCpusOf(min, memorySize, memoryPerVCpu);
    }

    /** The fewest instances, of the smallest size that Lambda takes. */
    private long floorInstances() {
        return min == 0 ? 0 : Math.max(LEAST_INSTANCES, -Math.floorDiv(-floorVCpus(), VCPUS_OF_INSTANCE));
    }

    /** Streams at once. */
    private long floor() {
        return min * concurrency;
    }

    /** Streams at once. */
    private long ceiling() {
        return most() * concurrency;
    }

    private String bottleneck() {
        List<Limit> limits = Stream.of(
                new Limit("`MaxConcurrency`", concurrency,
                        "Another stream goes to another environment, or is answered with 429."),
                new Limit("CPU", cpuStreams(), "With more, Lambda adds environments, and a busy one refuses requests with 429."),
                new Limit("File descriptors", descriptorStreams(), "With more, connections fail inside the environment."),
                new Limit("Memory", memoryStreams(), "With more, the heap is full."))
                .sorted(Comparator.comparingLong(Limit::streams)).toList();
        Limit first = limits.get(0);
        Limit next = limits.get(1);
        String text = "**%s** %s the bottleneck: %s at once. %s".formatted(first.name(),
                first.name().endsWith("s") ? "are" : "is", streams(first.streams()), first.beyond());
        return first.streams() < concurrency
                ? text + " `MaxConcurrency` (%s) is more than that.".formatted(whole(concurrency))
                : text + " %s would be the next one, at %s.".formatted(next.name(), whole(next.streams()));
    }

    private String limits() {
        if (max == 0) {
            return "The function is switched off: `MinExecutionEnvironments` and `MaxExecutionEnvironments` are 0.";
        }
        if (max == fitting()) {
            return "`MaxVCpuCount` and `MaxExecutionEnvironments` allow the same number of environments.";
        }
        return max > fitting()
                ? "`MaxVCpuCount` is the limit: of `MaxExecutionEnvironments` (%s), it allows %s."
                        .formatted(whole(max), whole(fitting()))
                : "`MaxExecutionEnvironments` (%s) is the limit: `MaxVCpuCount` allows more.".formatted(whole(max));
    }

    private String doubling() {
        if (max == 0) {
            return "No environment runs, so there is no traffic to double.";
        }
        String twice = "Twice the streams of the fewest environments (%s) need %s environments. "
                .formatted(whole(2 * floor()), whole(2 * min));
        if (most() < 2 * min) {
            return twice + "No more than %s may run: what exceeds their %s is answered with 429, however slowly it comes."
                    .formatted(whole(most()), streams(ceiling()));
        }
        long doublings = Stream.iterate(1L, n -> n + 1).filter(n -> min << n >= most()).findFirst().orElseThrow();
        return twice + "They may run, and Lambda adds them while traffic grows. From the fewest to the most environments, "
                + "traffic doubles %s time%s: at least %s minutes."
                .formatted(doublings, doublings == 1 ? "" : "s", doublings * DOUBLING_MINUTES);
    }

    /** Rounded down to what is worth reading. */
    private static String decimal(long dividend, long divisor) {
        long quotient = dividend / divisor;
        BigDecimal value = BigDecimal.valueOf(dividend)
                .divide(BigDecimal.valueOf(divisor), quotient < 10 ? 2 : quotient < 100 ? 1 : 0, RoundingMode.DOWN);
        return quotient < 100 ? value.stripTrailingZeros().toPlainString() : whole(quotient);
    }

    private static String streams(long number) {
        return whole(number) + (number == 1 ? " stream" : " streams");
    }

    private static String whole(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String wrap(String text) {
        return text.replaceAll("(.{1," + LINE + "})(?: |$)", "$1\n").strip();
    }
}
