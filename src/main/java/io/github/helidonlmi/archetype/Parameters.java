package io.github.helidonlmi.archetype;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import javax.lang.model.SourceVersion;

import io.github.helidonlmi.archetype.Parameter.Choice;
import io.github.helidonlmi.archetype.Parameter.Range;
import io.github.helidonlmi.archetype.Parameter.Text;

/**
 * The parameters of the archetype, and the values that are accepted. The archetype plugin checks answers at its prompt by
 * {@link Parameter#validationRegex()}, but never a value of {@code -D}. So all values are checked here again.
 */
public final class Parameters {
    /** In the order of the prompts. The plugin asks for {@code package} last, because it depends on others. */
    public static final List<Parameter> ALL = List.of(
            new Parameter("groupId", null, new Text("\\w[\\w-]*(\\.\\w[\\w-]*)*",
                    "words of letters, digits, _ and - (not first), joined by dots, such as com.example")),
            new Parameter("artifactId", null, new Text("[A-Za-z][A-Za-z\\d-]{0,114}",
                    "at most 115 letters, digits and -, a letter first (it names the CloudFormation stacks, too)")),
            new Parameter("version", "1.0-SNAPSHOT", new Text("[A-Za-z\\d][\\w.+-]*",
                    "letters, digits, . _ + and -, a letter or digit first, such as 1.0-SNAPSHOT")),
            // Reserved words are refused after the last question: they would make this prompt too long
            // In Turkish, toLowerCase() turns I into another letter
            new Parameter("package", "${groupId.replaceAll('-', '_').replace('I', 'i').toLowerCase()}"
                    + ".${artifactId.replaceAll('[^A-Za-z0-9]', '').replace('I', 'i').toLowerCase()}",
                    new Text("(?!\\.|java(\\.|$))((^|\\.)[A-Za-z_$][\\w$]*)+",
                            "the name of a Java package, in ASCII and not in java, such as com.example.app")),
            new Parameter("source", "greeting", new Choice("", "greeting", "bedrock"),
                    "a sentence as an example, or a model on Amazon Bedrock"),
            new Parameter("memorySize", "2048", new Range(2048, 32768, "MB"),
                    "memory of an execution environment, at least one vCPU's worth at `memoryPerVCpu`"),
            new Parameter("memoryPerVCpu", "2", new Choice("GiB", "2", "4", "8"), "memory for each vCPU"),
            new Parameter("concurrency", "64", new Range(1, 1600, "concurrent requests in one execution environment")),
            new Parameter("minExecutionEnvironments", "3", new Range(0, 15000, "execution environments that always run"),
                    "0, for off, only with `maxExecutionEnvironments` 0"),
            new Parameter("maxExecutionEnvironments", "20", new Range(0, 15000, "maximum number of execution environments"),
                    "not less than `minExecutionEnvironments`"),
            new Parameter("maxVCpuCount", "20", new Range(2, Capacity.MAX_VCPUS, "vCPUs of all instances together"),
                    "enough for `minExecutionEnvironments`"),
            new Parameter("targetCpuUtilization", "70", new Range(1, 100, "percent"),
                    "average CPU utilization at which instances are added"),
            new Parameter("architecture", "x86_64", new Choice("", "x86_64", "arm64"), "processor of the instances"),
            new Parameter("javaVersion", "25", new Choice("", "21", "25"), "Java of the Lambda runtime and of the sources"),
            new Parameter("timeout", "120", new Range(1, 900, "s"), "then Lambda answers the caller with an error"),
            new Parameter("port", "8080", new Range(1024, 65535, "not 9001, which Lambda's Runtime API has", 9001),
                    "between the adapter and the service"),
            new Parameter("functionUrlAuth", "NONE", new Choice("", "NONE", "AWS_IAM"),
                    "**`NONE` makes the function URL public**, `AWS_IAM` takes signed requests only"),
            // The plugin ignores an empty default
            new Parameter("subnetIds", "none", new Text("none|subnet-[a-z0-9]+(,subnet-[a-z0-9]+){0,15}",
                    "none, or ids of subnets joined by commas, such as subnet-1,subnet-2")),
            new Parameter("securityGroupIds", "none", new Text("none|sg-[a-z0-9]+(,sg-[a-z0-9]+){0,4}",
                    "none, or ids of at most five security groups joined by commas, such as sg-1,sg-2")));

    private final Map<String, String> values;
    private final Map<String, String> problems = new LinkedHashMap<>();

    private Parameters(Map<String, String> values) {
        this.values = values;
    }

    /**
     * Checks all values, and the names that were given.
     *
     * @return for each wrong value what is accepted, and for each misspelled name which parameter was meant
     */
    static Map<String, String> problems(Map<String, String> values, Set<String> given) {
        Parameters parameters = new Parameters(values);
        parameters.checkEach();
        parameters.checkTogether();
        parameters.checkNames(given);
        return parameters.problems;
    }

    private void checkEach() {
        for (Parameter parameter : ALL) {
            String name = parameter.name();
            if (name.equals("package")) {
                checkPackage(parameter);
            } else {
                check(name, parameter.accepts(value(name)), parameter.rule());
            }
        }
    }

    private void checkPackage(Parameter parameter) {
        String name = value("package");
        boolean derived = name.equals(derivedPackage());
        if (!derived || areGood("groupId", "artifactId")) {
            check("package", parameter.accepts(name) && SourceVersion.isName(name), parameter.rule()
                    + (derived ? "; this one comes from groupId and artifactId, give another with -Dpackage" : ""));
        }
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
                    "must be at least %s (MB) for memoryPerVCpu=%s".formatted(memoryOfVCpu(), value("memoryPerVCpu")));
        }
        if (areGood("minExecutionEnvironments", "memorySize", "memoryPerVCpu")) {
            long most = Capacity.environmentsIn(Capacity.MAX_VCPUS, number("memorySize"), number("memoryPerVCpu"));
            check("minExecutionEnvironments", number("minExecutionEnvironments") <= most,
                    "must be at most %s, what %s vCPUs hold at memorySize=%s and memoryPerVCpu=%s"
                            .formatted(most, Capacity.MAX_VCPUS, value("memorySize"), value("memoryPerVCpu")));
        }
        if (areGood("maxVCpuCount", "minExecutionEnvironments", "memorySize", "memoryPerVCpu")) {
            long needed = Capacity.vCpusOf(number("minExecutionEnvironments"), number("memorySize"), number("memoryPerVCpu"));
            check("maxVCpuCount", number("maxVCpuCount") >= needed,
                    "must be at least %s for minExecutionEnvironments=%s, memorySize=%s, memoryPerVCpu=%s".formatted(needed,
                            value("minExecutionEnvironments"), value("memorySize"), value("memoryPerVCpu")));
        }
    }

    private void checkNames(Set<String> given) {
        for (String name : new TreeSet<>(given)) {
            List<String> meant = ALL.stream().filter(parameter -> parameter.isMeantBy(name)).map(Parameter::name).toList();
            check(name, meant.isEmpty() || values.containsKey(name),
                    "is not a parameter; you may mean " + String.join(" or ", meant));
        }
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

    /** The default of the table. */
    private String derivedPackage() {
        return value("groupId").replace('-', '_').toLowerCase(Locale.ROOT) + "."
                + value("artifactId").replaceAll("[^A-Za-z0-9]", "").toLowerCase(Locale.ROOT);
    }

    private long number(String key) {
        return Long.parseLong(value(key));
    }

    private String value(String key) {
        return Objects.requireNonNull(values.get(key), () -> "archetype-metadata.xml lacks " + key);
    }
}
