package io.github.helidonlmi.archetype.stack;

import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.helidonlmi.archetype.support.Project;
import io.github.helidonlmi.archetype.support.RequiresTools;
import io.github.helidonlmi.archetype.support.Scenario;
import io.github.helidonlmi.archetype.support.Stack;
import io.github.helidonlmi.archetype.support.Tool;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

import static io.github.helidonlmi.archetype.support.Stack.at;
import static io.github.helidonlmi.archetype.support.Stack.number;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Alarms and dashboard look at what Lambda and the service report of this stack, and at nothing that does not exist.
 */
@RequiresTools(Tool.PYTHON)
@ParameterizedClass
@MethodSource("io.github.helidonlmi.archetype.support.Scenario#generating")
class MonitoringIT {
    private static final String ALARM = "AWS::CloudWatch::Alarm";
    private static final String DASHBOARD = "AWS::CloudWatch::Dashboard";
    private static final String FUNCTION = "${StreamingFunction}";

    private final Scenario scenario;
    private final Path project;
    private final Stack stack;

    MonitoringIT(Scenario scenario) {
        this.scenario = scenario;
        project = scenario.project();
        stack = Stack.of(project);
    }

    @Test
    void alarmsAreThoseOfTheReadme() throws Exception {
        Set<String> alarms = stack.resources().keySet().stream()
                .filter(name -> ALARM.equals(stack.resources().get(name).get("Type"))).collect(Collectors.toSet());

        Set<String> expected = new HashSet<>(Set.of("ThrottlesAlarm", "ErrorsAlarm", "CpuAlarm", "SaturationAlarm",
                "RejectedStreamsAlarm"));
        if (scenario.hasModel()) {
            expected.add("ThrottledStreamsAlarm");
        }
        assertEquals(expected, alarms);
        assertEquals(alarms, find("(?m)^\\| `(\\w+Alarm)` \\|", docs("operations.md") + docs("metrics.md"))
                .map(row -> row.group(1)).collect(Collectors.toSet()));
    }

    @Test
    void everyAlarmLooksAtWhatIsReportedOfThisFunction() throws Exception {
        Map<String, Object> ofFunction = Map.of("FunctionName", Map.of("Ref", "StreamingFunction"));
        Map<String, Object> ofVersion = Map.of("CapacityProviderName", Map.of("Ref", "CapacityProvider"),
                "FunctionName", Map.of("Ref", "StreamingFunction"), "Resource", version());

        Map<String, Object> expected = new HashMap<>(Map.of(
                "AWS/Lambda Throttles Sum", ofFunction,
                "AWS/Lambda Errors Sum", ofFunction,
                "AWS/Lambda ExecutionEnvironmentCPUUtilization Average", ofVersion,
                "AWS/Lambda ExecutionEnvironmentConcurrency Average", ofVersion,
                "AWS/Lambda ExecutionEnvironmentConcurrencyLimit Average", ofVersion,
                namespace() + " RejectedStreams Sum", ofFunction));
        if (scenario.hasModel()) {
            expected.put(namespace() + " ThrottledStreams Sum", ofFunction);
        }
        assertEquals(expected, stack.all(ALARM).stream().flatMap(MonitoringIT::watched).collect(Collectors.toMap(
                        metric -> metric.get("Namespace") + " " + metric.get("MetricName") + " " + metric.get("Statistic"),
                        MonitoringIT::dimensions)));
    }

    @Test
    void saturationIsOfTheLimit() {
        assertEquals(Map.of("saturation", "100 * requests / limit", "requests", "ExecutionEnvironmentConcurrency",
                "limit", "ExecutionEnvironmentConcurrencyLimit"), ((List<?>) stack.named("SaturationAlarm").get("Metrics"))
                .stream().map(MonitoringIT::map).collect(Collectors.toMap(metric -> metric.get("Id"), metric ->
                        metric.containsKey("Expression") ? metric.get("Expression") : at(metric, "MetricStat", "Metric",
                                "MetricName"))));
    }

    @Test
    void silenceIsNoAlarmAndOneOccurrenceTooManyIs() {
        assertAll(stack.all(ALARM).stream().map(alarm -> () -> {
            assertEquals("notBreaching", alarm.get("TreatMissingData"), alarm.toString());
            assertEquals("GreaterThanOrEqualToThreshold", alarm.get("ComparisonOperator"), alarm.toString());
            assertEquals(alarm.containsKey("Metrics") ? "80"
                    : alarm.get("MetricName").toString().contains("CPU") ? scenario.value("targetCpuUtilization") : "1",
                    alarm.get("Threshold").toString());
        }));
        assertEquals(33, stack.with("TargetCpuUtilization", 33).named("CpuAlarm").get("Threshold"));
    }

    /** Lambda reports the utilization of environments each 5 min: in a shorter period, most would be missing. */
    @Test
    void noPeriodIsShorterThanTheReports() {
        assertAll(stack.all(ALARM).stream().flatMap(MonitoringIT::watched).map(metric -> () -> assertTrue(
                number(metric, "Period") >= (metric.get("MetricName").toString().startsWith("ExecutionEnvironment") ? 300 : 60),
                metric.toString())));
        assertAll(metrics().map(metric -> () -> assertEquals(metric.name().startsWith("ExecutionEnvironment") ? 300 : 60,
                metric.widget().getInt("period"), metric.name())));
    }

    @Test
    void alarmsTellNobodyUnlessThereIsATopic() {
        assertAll(stack.all(ALARM).stream()
                .map(alarm -> () -> assertFalse(alarm.containsKey("AlarmActions"), alarm.toString())));
        assertAll(stack.with("AlarmTopicArn", "topic").all(ALARM).stream()
                .map(alarm -> () -> assertEquals(List.of("topic"), at(alarm, "AlarmActions"))));
    }

    @Test
    void dashboardShowsEveryMetricOfTheService() throws Exception {
        Set<String> shown = metrics().filter(metric -> metric.namespace().equals(scenario.value("artifactId")))
                .map(Metric::name).collect(Collectors.toSet());

        assertEquals(namespace(), scenario.value("artifactId"));
        Set<String> expected = find("\"(\\w+Streams|TimeToFirstByte|StreamDuration)\"", service("Metrics.java"))
                .map(name -> name.group(1)).collect(Collectors.toSet());
        if (scenario.hasModel()) {
            expected.addAll(Set.of("InputTokens", "OutputTokens"));
        }
        assertEquals(expected, shown);
    }

    @Test
    void dashboardShowsWhatLambdaReportsOfThisFunction() {
        assertEquals(Set.of("Invocations", "Errors", "Throttles", "ConcurrentExecutions",
                "ExecutionEnvironmentCPUUtilization", "ExecutionEnvironmentMemoryUtilization",
                "ExecutionEnvironmentConcurrency", "ExecutionEnvironmentConcurrencyLimit"),
                metrics().filter(metric -> metric.namespace().equals("AWS/Lambda")).map(Metric::name)
                        .collect(Collectors.toSet()));
        assertAll(metrics().map(metric -> () -> assertEquals(metric.name().startsWith("ExecutionEnvironment")
                ? Map.of("CapacityProviderName", "${CapacityProvider}", "FunctionName", FUNCTION, "Resource", version())
                : Map.of("FunctionName", FUNCTION), metric.dimensions(), metric.name())));
    }

    @Test
    void timesAreShownAsPercentilesAndLinesAreTellable() {
        assertEquals(List.of("TimeToFirstByte p50", "TimeToFirstByte p99", "StreamDuration p50", "StreamDuration p99"),
                metrics().filter(metric -> metric.statistic().startsWith("p"))
                        .map(metric -> metric.name() + " " + metric.options().getString("label")).toList());
        assertEquals(Map.of("ActiveStreams", "Maximum", "ConcurrentExecutions", "Maximum", "CompletedStreams", "Sum"),
                metrics().filter(metric -> Set.of("ActiveStreams", "ConcurrentExecutions", "CompletedStreams")
                        .contains(metric.name())).collect(Collectors.toMap(Metric::name, Metric::statistic)));
    }

    @Test
    void dashboardMarksTheLimits() {
        assertEquals(List.of("MaxConcurrency 77", "TargetCpuUtilization 33"),
                widgets(stack.with("MaxConcurrency", 77).with("TargetCpuUtilization", 33))
                        .filter(widget -> widget.containsKey("annotations"))
                        .map(widget -> widget.getJsonObject("annotations").getJsonArray("horizontal").getJsonObject(0))
                        .map(line -> line.getString("label") + " " + line.getInt("value")).toList());
    }

    @Test
    void dashboardReadsFieldsThatTheLogHas() throws Exception {
        List<String> queries = widgets(stack).filter(widget -> widget.containsKey("query"))
                .map(widget -> widget.getString("query")).toList();

        assertEquals(2, queries.size());
        queries.forEach(query -> assertTrue(query.startsWith("SOURCE '${LogGroup}' | filter outcome = '"), query));
        assertReadsTheLog(queries);
    }

    @Test
    void savedQueriesReadFieldsThatTheLogHas() throws Exception {
        List<Map<String, Object>> saved = stack.all("AWS::Logs::QueryDefinition");

        assertEquals(Set.of("${AWS::StackName}/Failed streams", "${AWS::StackName}/Slowest streams",
                "${AWS::StackName}/Outcomes by hour"),
                saved.stream().map(query -> query.get("Name")).collect(Collectors.toSet()));
        saved.forEach(query -> assertEquals(List.of(Map.of("Ref", "LogGroup")), query.get("LogGroupNames")));
        assertReadsTheLog(saved.stream().map(query -> query.get("QueryString").toString()).toList());
    }

    private void assertReadsTheLog(List<String> queries) {
        String fields = service("LogFormatter.java");
        for (String query : queries) {
            find("(?:filter|fields|sort|,|ispresent\\() ?(\\w+)(?!\\()\\b", query).map(field -> field.group(1))
                    .forEach(field -> assertTrue(fields.contains('"' + field + '"'), field + " of " + query));
            find("outcome = '(.+?)'", query).map(outcome -> outcome.group(1))
                    .forEach(outcome -> assertTrue(service("StreamEnd.java").contains('"' + outcome + '"'), outcome));
        }
    }

    @Test
    void dashboardIsOfThisStackInThisRegion() {
        assertEquals("${AWS::StackName}-${AWS::Region}", at(stack.properties(DASHBOARD), "DashboardName"));
        assertAll(widgets(stack).map(widget -> () -> assertEquals("${AWS::Region}", widget.getString("region"))));
    }

    /** The only form of the dimension Resource that Managed Instances report. */
    private String version() {
        return FUNCTION + ":${" + stack.name("AWS::Lambda::Version") + ".Version}";
    }

    private Object namespace() throws Exception {
        Map<String, Map<String, Object>> configuration =
                new Yaml().load(Files.readString(project.resolve("src/main/resources/application.yaml")));
        return configuration.get("metrics").get("namespace");
    }

    private String docs(String file) throws Exception {
        return Files.readString(project.resolve("docs").resolve(file));
    }

    /** The text of a file of the service, wherever its package is. */
    private String service(String file) {
        return Project.files(project.resolve("src/main")).entrySet().stream()
                .filter(entry -> entry.getKey().endsWith("/" + file)).map(Map.Entry::getValue).findFirst().orElseThrow();
    }

    private Stream<Metric> metrics() {
        return widgets(stack).filter(widget -> widget.containsKey("metrics")).flatMap(widget -> widget
                .getJsonArray("metrics").getValuesAs(JsonArray.class).stream().map(line -> new Metric(widget, line)));
    }

    private static Stream<JsonObject> widgets(Stack stack) {
        String body = at(stack.properties(DASHBOARD), "DashboardBody").toString();
        return Json.createReader(new StringReader(body)).readObject().getJsonArray("widgets")
                .getValuesAs(JsonObject.class).stream().map(widget -> widget.getJsonObject("properties"));
    }

    /** Each metric of an alarm, in the form of an alarm that has only one. */
    private static Stream<Map<String, Object>> watched(Map<String, Object> alarm) {
        return !alarm.containsKey("Metrics") ? Stream.of(alarm) : ((List<?>) alarm.get("Metrics")).stream()
                .map(MonitoringIT::map).filter(metric -> metric.containsKey("MetricStat"))
                .map(metric -> map(metric.get("MetricStat"))).map(stat -> {
                    Map<String, Object> metric = new HashMap<>(map(stat.get("Metric")));
                    metric.put("Statistic", stat.get("Stat"));
                    metric.put("Period", stat.get("Period"));
                    return metric;
                });
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }

    private static Map<Object, Object> dimensions(Map<String, Object> alarm) {
        return ((List<?>) alarm.get("Dimensions")).stream().map(Map.class::cast)
                .collect(Collectors.toMap(dimension -> dimension.get("Name"), dimension -> dimension.get("Value")));
    }

    private static Stream<MatchResult> find(String pattern, String text) {
        return Pattern.compile(pattern).matcher(text).results();
    }

    /**
     * A line of a graph: namespace, name, pairs of dimension and value, and perhaps options.
     */
    private record Metric(JsonObject widget, JsonArray line) {
        String namespace() {
            return line.getString(0);
        }

        String name() {
            return line.getString(1);
        }

        Map<String, String> dimensions() {
            List<String> texts = line.stream().filter(JsonString.class::isInstance)
                    .map(value -> ((JsonString) value).getString()).toList();
            return Stream.iterate(2, i -> i < texts.size(), i -> i + 2)
                    .collect(Collectors.toMap(texts::get, i -> texts.get(i + 1)));
        }

        JsonObject options() {
            return line.getLast() instanceof JsonObject options ? options : JsonObject.EMPTY_JSON_OBJECT;
        }

        String statistic() {
            return options().getString("stat", widget.getString("stat", ""));
        }
    }
}
