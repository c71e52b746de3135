package io.github.helidonlmi.archetype.stack;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.helidonlmi.archetype.support.RequiresTools;
import io.github.helidonlmi.archetype.support.Scenario;
import io.github.helidonlmi.archetype.support.Stack;
import io.github.helidonlmi.archetype.support.Tool;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import static io.github.helidonlmi.archetype.support.Stack.at;
import static io.github.helidonlmi.archetype.support.Stack.number;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What no linter looks at is right in every project's template.
 */
@RequiresTools(Tool.PYTHON)
@ParameterizedClass
@MethodSource("io.github.helidonlmi.archetype.support.Scenario#generating")
class TemplateIT {
    private static final String CAPACITY_PROVIDER = "AWS::Lambda::CapacityProvider";
    private static final String FUNCTION = "AWS::Lambda::Function";
    private static final String VERSION = "AWS::Lambda::Version";

    private final Scenario scenario;
    private final Stack stack;
    private final Map<String, Object> function;
    private final Map<String, Object> provider;
    private final Map<String, Object> managedInstances;
    private final Map<String, Object> variables;

    TemplateIT(Scenario scenario) {
        this.scenario = scenario;
        stack = Stack.of(scenario.project());
        function = stack.properties(FUNCTION);
        provider = stack.properties(CAPACITY_PROVIDER);
        managedInstances = section("CapacityProviderConfig", "LambdaManagedInstancesCapacityProviderConfig");
        variables = section("Environment", "Variables");
    }

    @Test
    void anEnvironmentHasMemoryForAVCpu() {
        int memory = number(function, "MemorySize");
        int memoryPerVCpu = number(managedInstances, "ExecutionEnvironmentMemoryGiBPerVCpu");

        assertTrue(2048 <= memory && memory <= 32768, memory + " MB");
        assertTrue(Set.of(2, 4, 8).contains(memoryPerVCpu), memoryPerVCpu + " GiB a vCPU");
        assertTrue(memory >= memoryPerVCpu * 1024, memory + " MB at " + memoryPerVCpu + " GiB a vCPU");
    }

    @Test
    void instancesFunctionAndAdapterHaveOneArchitecture() {
        String architecture = scenario.value("architecture");
        String layer = Map.of("arm64", "LambdaAdapterLayerArm64", "x86_64", "LambdaAdapterLayerX86").get(architecture);

        assertEquals(List.of(architecture), at(provider, "InstanceRequirements", "Architectures"));
        assertEquals(List.of(architecture), at(function, "Architectures"));
        assertEquals(List.of("arn:${AWS::Partition}:lambda:${AWS::Region}:753240598075:layer:" + layer + ":30"),
                at(function, "Layers"));
    }

    @Test
    void theFunctionHasNothingThatManagedInstancesLack() {
        assertFalse(function.containsKey("SnapStart"));
        assertFalse(function.containsKey("ReservedConcurrentExecutions"));
        assertFalse(function.containsKey("VpcConfig"));
        assertEquals("JSON", at(function, "LoggingConfig", "LogFormat"));
    }

    @Test
    void theFunctionRunsOnThisStacksInstances() {
        assertEquals("arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:capacity-provider:${"
                + stack.name(CAPACITY_PROVIDER) + "}", at(managedInstances, "CapacityProviderArn"));
        assertEquals("SubnetIds", at(provider, "VpcConfig", "SubnetIds"));
        assertEquals("SecurityGroupIds", at(provider, "VpcConfig", "SecurityGroupIds"));
    }

    @Test
    void theInstancesHoldTheLeastEnvironments() {
        int least = number(function, "FunctionScalingConfig", "MinExecutionEnvironments");
        int most = number(function, "FunctionScalingConfig", "MaxExecutionEnvironments");
        int vCpus = number(provider, "CapacityProviderScalingConfig", "MaxVCpuCount");
        int memoryOfAVCpu = number(managedInstances, "ExecutionEnvironmentMemoryGiBPerVCpu") * 1024;

        assertTrue(least <= most, least + " to " + most);
        assertTrue((long) least * number(function, "MemorySize") <= (long) vCpus * memoryOfAVCpu,
                least + " environments on " + vCpus + " vCPUs");
    }

    @Test
    void theAliasAndTheUrlServeThePublishedVersion() {
        Map<String, Object> alias = stack.properties("AWS::Lambda::Alias");
        Map<String, Object> url = stack.properties("AWS::Lambda::Url");

        assertEquals(Map.of("Ref", stack.name(FUNCTION)), at(stack.properties(VERSION), "FunctionName"));
        assertEquals("live", at(alias, "Name"));
        assertEquals(List.of(stack.name(VERSION), "Version"), at(alias, "FunctionVersion", "Fn::GetAtt"));
        assertEquals(Map.of("Ref", stack.name("AWS::Lambda::Alias")), at(url, "TargetFunctionArn"));
    }

    /** CloudFormation replaces a version whose description or scaling has changed, and publishes only then. */
    @Test
    void everyParameterThatChangesTheFunctionChangesItsVersion() {
        Set<String> changing = stack.parameters().keySet().stream()
                .filter(parameter -> !stack.with(parameter, "changed").properties(FUNCTION).equals(function))
                .collect(Collectors.toSet());

        assertTrue(changing.containsAll(Set.of("MemorySize", "MemoryPerVCpu", "MaxConcurrency")), changing.toString());
        for (String parameter : changing) {
            assertNotEquals(stack.properties(VERSION), stack.with(parameter, "changed").properties(VERSION), parameter);
        }
    }

    @Test
    void theUrlStreams() {
        assertEquals("RESPONSE_STREAM", at(stack.properties("AWS::Lambda::Url"), "InvokeMode"));
        assertEquals("response_stream", variables.get("AWS_LWA_INVOKE_MODE"));
        assertEquals("/opt/bootstrap", variables.get("AWS_LAMBDA_EXEC_WRAPPER"));
        assertEquals("run.sh", at(function, "Handler"));
    }

    @Test
    void onlyAPublicUrlIsOpenToEveryone() {
        Map<String, Object> alias = Map.of("Ref", stack.name("AWS::Lambda::Alias"));
        String auth = scenario.value("functionUrlAuth");

        assertEquals(auth, at(stack.properties("AWS::Lambda::Url"), "AuthType"));
        assertEquals(auth.equals("AWS_IAM") ? Set.of() : Set.of(
                Map.of("Action", "lambda:InvokeFunctionUrl", "FunctionName", alias, "Principal", "*",
                        "FunctionUrlAuthType", "NONE"),
                Map.of("Action", "lambda:InvokeFunction", "FunctionName", alias, "Principal", "*",
                        "InvokedViaFunctionUrl", true)), Set.copyOf(stack.all("AWS::Lambda::Permission")));
    }

    @Test
    void whoeverDeploysIsToldWhoMayCall() {
        String description = stack.description("FunctionUrl");

        assertEquals(scenario.value("functionUrlAuth").equals("NONE"), description.contains("PUBLIC"), description);
        assertEquals(scenario.value("functionUrlAuth").equals("AWS_IAM"), description.contains("signed requests only, of"),
                description);
    }

    @Test
    void noOtherOriginReadsTheStreams() {
        assertFalse(stack.properties("AWS::Lambda::Url").containsKey("Cors"));
    }

    @Test
    void theFunctionMayOnlyWriteToItsLogAndAskItsModel() {
        Map<String, Object> role = stack.named("FunctionRole");

        assertEquals(List.of("FunctionRole", "Arn"), at(function, "Role", "Fn::GetAtt"));
        assertEquals(Map.of("Ref", "LogGroup"), at(function, "LoggingConfig", "LogGroup"));
        assertFalse(role.containsKey("ManagedPolicyArns"), role.toString());
        Map<String, Object> log = Map.of(
                "Effect", "Allow",
                "Action", List.of("logs:CreateLogStream", "logs:PutLogEvents"),
                "Resource", Map.of("Fn::GetAtt", List.of("LogGroup", "Arn")));
        assertEquals(scenario.value("source").equals("greeting") ? List.of(log) : List.of(log, ask(
                "${AWS::Region}:${AWS::AccountId}:inference-profile/global.amazon.nova-2-lite-v1:0",
                "*::foundation-model/amazon.nova-2-lite-v1:0")), statements(role));
        if (scenario.value("source").equals("bedrock")) {
            assertEquals(List.of(log, ask("${AWS::Region}::foundation-model/anthropic.claude-3-haiku-20240307-v1:0")),
                    statements(stack.with("ModelId", "anthropic.claude-3-haiku-20240307-v1:0").named("FunctionRole")));
            assertEquals(List.of(log, ask("${AWS::Region}:${AWS::AccountId}:inference-profile/us.meta.llama3-v1:0",
                    "*::foundation-model/meta.llama3-v1:0")),
                    statements(stack.with("ModelId", "us.meta.llama3-v1:0").named("FunctionRole")));
        }
    }

    private static Map<String, Object> ask(String... models) {
        return Map.of("Effect", "Allow", "Action", "bedrock:InvokeModelWithResponseStream",
                "Resource", Stream.of(models).map(model -> "arn:${AWS::Partition}:bedrock:" + model).toList());
    }

    private static List<?> statements(Map<String, Object> role) {
        return values("Policies", role).flatMap(policies -> values("Statement", policies)).flatMap(TemplateIT::elements).toList();
    }

    @Test
    void nobodyMayDoEverything() {
        List<String> actions = Stream.of("Action", "NotAction")
                .flatMap(key -> stack.resources().keySet().stream().flatMap(name -> values(key, stack.named(name))))
                .flatMap(TemplateIT::elements).map(Object::toString).toList();

        assertTrue(actions.contains("logs:PutLogEvents"), actions.toString());
        assertEquals(List.of(), actions.stream().filter(action -> action.contains("*")).toList());
        assertEquals(List.of(List.of("arn:aws:iam::aws:policy/AWSLambdaManagedEC2ResourceOperator")),
                stack.all("AWS::IAM::Role").stream().flatMap(role -> values("ManagedPolicyArns", role)).toList());
    }

    @Test
    void logsAreNotKeptForEver() {
        assertEquals(30, number(stack.properties("AWS::Logs::LogGroup"), "RetentionInDays"));
        assertEquals(7, number(stack.with("LogRetentionInDays", 7).properties("AWS::Logs::LogGroup"), "RetentionInDays"));
    }

    @Test
    void logsGoWithTheStack() {
        assertEquals("Delete", stack.resources().get("LogGroup").get("DeletionPolicy").toString());
    }

    /** What has this key, at any depth. */
    private static Stream<Object> values(String key, Object in) {
        return switch (in) {
            case Map<?, ?> map -> map.entrySet().stream().flatMap(entry -> entry.getKey().equals(key)
                    ? Stream.of(entry.getValue()) : values(key, entry.getValue()));
            case List<?> list -> list.stream().flatMap(element -> values(key, element));
            default -> Stream.empty();
        };
    }

    private static Stream<?> elements(Object oneOrMore) {
        return oneOrMore instanceof List<?> list ? list.stream() : Stream.of(oneOrMore);
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> section(String... path) {
        return (Map<String, Object>) at(function, path);
    }
}
