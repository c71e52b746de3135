package io.github.helidonlmi.archetype;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

import javax.lang.model.SourceVersion;

/**
 * What is accepted of each parameter of the archetype: Maven applies no rule to a value that was given with {@code -D}.
 */
final class Parameters {
    private static final int NONE = -1;
    private static final int RUNTIME_API_PORT = 9001;

    private final Map<String, String> values;
    private final Map<String, String> problems = new LinkedHashMap<>();

    private Parameters(Map<String, String> values) {
        this.values = values;
    }

    /**
     * Checks all values.
     *
     * @return what is accepted, for each parameter whose value is not
     */
    static Map<String, String> problems(Map<String, String> values) {
        Parameters parameters = new Parameters(values);
        parameters.checkIds();
        parameters.checkSettings();
        parameters.checkTogether();
        return parameters.problems;
    }

    private void checkIds() {
        pattern("groupId", "[A-Za-z0-9_][A-Za-z0-9_-]*(\\.[A-Za-z0-9_][A-Za-z0-9_-]*)*",
                "must be words of letters, digits, _ and - (not first), joined by dots, such as com.example");
        pattern("artifactId", "[A-Za-z][A-Za-z0-9-]{0,127}",
                "must be at most 128 letters, digits and -, a letter first (it names the CloudFormation stack, too)");
        pattern("version", "[A-Za-z0-9][A-Za-z0-9._+-]*",
                "must be letters, digits, . _ + and -, a letter or digit first, such as 1.0-SNAPSHOT");
        String name = value("package");
        boolean derived = name.equals(derivedPackage());
        if (!derived || areGood("groupId", "artifactId")) {
            check("package", SourceVersion.isName(name) && !(name + ".").startsWith("java."),
                    "must be the name of a Java package, not in java, such as com.example.app"
                            + (derived ? "; this one comes from groupId and artifactId, give another with -Dpackage" : ""));
        }
    }

    private void checkSettings() {
        number("memorySize", 2048, 32768, "MB", NONE);
        number("concurrency", 1, 1600, "requests at once in one execution environment", NONE);
        choice("memoryPerVCpu", " (GiB)", "2", "4", "8");
        number("maxVCpuCount", 2, Capacity.MAX_VCPUS, "vCPUs of all instances together", NONE);
        number("targetCpuUtilization", 1, 100, "percent", NONE);
        number("minExecutionEnvironments", 0, 15000, "execution environments that always run", NONE);
        number("maxExecutionEnvironments", 0, 15000, "execution environments at the most", NONE);
        choice("architecture", "", "x86_64", "arm64");
        choice("javaVersion", "", "21", "25");
        number("timeout", 1, 900, "s", NONE);
        number("port", 1024, 65535, "not 9001, which Lambda's Runtime API has", RUNTIME_API_PORT);
        choice("functionUrlAuth", "", "NONE", "AWS_IAM");
    }

    private void checkTogether() {
        if (areGood("minExecutionEnvironments", "maxExecutionEnvironments")) {
            long min = number("minExecutionEnvironments");
            long max = number("maxExecutionEnvironments");
            check("minExecutionEnvironments", min <= max, "must not be more than maxExecutionEnvironments=" + max);
            check("minExecutionEnvironments", min > 0 || max == 0,
                    "must be at least 1; 0 switches the function off, and only together with maxExecutionEnvironments=0");
        }
        if (areGood("memorySize", "memoryPerVCpu")) {
            check("memorySize", number("memorySize") >= memoryOfVCpu(),
                    "must be at least %d (MB) for memoryPerVCpu=%s".formatted(memoryOfVCpu(), value("memoryPerVCpu")));
        }
        if (areGood("minExecutionEnvironments", "memorySize", "memoryPerVCpu")) {
            long most = Capacity.environmentsIn(Capacity.MAX_VCPUS, number("memorySize"), number("memoryPerVCpu"));
            check("minExecutionEnvironments", number("minExecutionEnvironments") <= most,
                    "must be at most %d, what %d vCPUs hold at memorySize=%s and memoryPerVCpu=%s"
                            .formatted(most, Capacity.MAX_VCPUS, value("memorySize"), value("memoryPerVCpu")));
        }
        if (areGood("maxVCpuCount", "minExecutionEnvironments", "memorySize", "memoryPerVCpu")) {
            long needed = Capacity.vCpusOf(number("minExecutionEnvironments"), number("memorySize"), number("memoryPerVCpu"));
            check("maxVCpuCount", number("maxVCpuCount") >= needed,
                    "must be at least %d for minExecutionEnvironments=%s, memorySize=%s, memoryPerVCpu=%s".formatted(needed,
                            value("minExecutionEnvironments"), value("memorySize"), value("memoryPerVCpu")));
        }
    }

    private void pattern(String key, String pattern, String rule) {
        check(key, value(key).matches(pattern), rule);
    }

    private void number(String key, int low, int high, String meaning, int reserved) {
        boolean good = value(key).matches("0|[1-9][0-9]{0,4}")
                && number(key) >= low && number(key) <= high && number(key) != reserved;
        check(key, good, "must be a whole number from %d to %d (%s)".formatted(low, high, meaning));
    }

    private void choice(String key, String meaning, String... choices) {
        List<String> list = List.of(choices);
        check(key, list.contains(value(key)), "must be " + String.join(", ", list.subList(0, list.size() - 1))
                + " or " + list.get(list.size() - 1) + meaning);
    }

    private void check(String key, boolean good, String rule) {
        if (!good) {
            problems.putIfAbsent(key, rule);
        }
    }

    private boolean areGood(String... keys) {
        return Stream.of(keys).noneMatch(problems::containsKey);
    }

    /** Memory for each vCPU in MB. */
    private long memoryOfVCpu() {
        return number("memoryPerVCpu") * 1024;
    }

    /** The default of archetype-metadata.xml. */
    private String derivedPackage() {
        return value("groupId").replace('-', '_').toLowerCase(Locale.ROOT) + "."
                + value("artifactId").replaceAll("[^A-Za-z0-9]", "").toLowerCase(Locale.ROOT);
    }

    private long number(String key) {
        return Long.parseLong(value(key));
    }

    private String value(String key) {
        return values.get(key);
    }
}
