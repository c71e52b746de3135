package io.github.helidonlmi.lambda;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

/**
 * A template's settings, and the message when it cannot be used.
 */
class SamTemplateTest {
    private static final String TEMPLATE = """
            Transform: AWS::Serverless-2016-10-31
            Parameters:
              Memory:
                Type: Number
                Default: 4096
              Subnets:
                Type: List<AWS::EC2::Subnet::Id>
            Globals:
              Function:
                Timeout: 7
            Resources:
              Table:
                Type: AWS::DynamoDB::Table
              App:
                Type: AWS::Serverless::Function
                Properties:
                  Handler: start.sh
                  Runtime: java25
                  MemorySize: !Ref Memory
                  CapacityProviderConfig:
                    Arn: !GetAtt Provider.Arn
                    PerExecutionEnvironmentMaxConcurrency: 9
                  Layers:
                    - !Sub arn:${AWS::Partition}:lambda:${AWS::Region}:1:layer:Other:1
                    - Fn::Sub: arn:${AWS::Partition}:lambda:${AWS::Region}:1:layer:LambdaAdapterLayerX86:30
                  Environment:
                    Variables:
                      PORT: 8080
                      MEMORY: !Sub "${Memory} MB, ${!Memory}"
                      TABLE: !Ref Table
                      ARN: !GetAtt Table.Arn
                      CHOICE: !If [Condition, a, b]
            """;

    @TempDir
    private Path folder;
    private Path code;

    @BeforeEach
    void makeCode() throws IOException {
        code = Files.createDirectory(folder.resolve("code"));
    }

    @Test
    void settingsAreThoseOfTheTemplate() throws Exception {
        SamTemplate template = template(TEMPLATE, Map.of());
        FunctionConfiguration function = template.function(code);

        assertEquals("start.sh", function.handler());
        assertEquals("java25", function.runtime());
        assertEquals(4096, function.memory());
        assertEquals(Duration.ofSeconds(7), function.timeout());
        assertEquals(9, function.concurrency());
        assertEquals(Map.of("MEMORY", "4096 MB, ${Memory}"), function.environment());
        assertEquals(List.of("TABLE", "ARN", "CHOICE"), template.unknown());
        assertEquals(Set.of("MEMORY", "TABLE", "ARN", "CHOICE"), template.variables());
        assertEquals(Optional.of("arn:aws:lambda:us-east-1:1:layer:LambdaAdapterLayerX86:30"), function.adapterLayer());
    }

    @ParameterizedTest
    @CsvSource({"4096,a", "8192,b"})
    void conditionsOfParametersAreTold(String memory, String choice) throws Exception {
        SamTemplate template = template(TEMPLATE.replace("[Condition, a, b]", "[Small, a, b]").replace("Resources:\n", """
                Conditions:
                  Large: !Equals [!Ref Memory, '8192']
                  Never: !And [!Condition Large, !Not [Condition: Large]]
                  Small: !Or [!Not [!Condition Large], !Condition Never]
                  Later: !Or [!Condition Small, !Equals [!Ref Table, a]]
                Resources:
                """).replace("ARN: !GetAtt Table.Arn", "NONE: !If [Never, a, !Ref AWS::NoValue]")
                .replace("TABLE: !Ref Table", "TABLE: !If [Later, a, b]"), Map.of("Memory", memory));

        assertEquals(choice, template.function(code).environment().get("CHOICE"));
        assertEquals(List.of("TABLE"), template.unknown());
        assertEquals(Set.of("CHOICE", "MEMORY", "TABLE"), template.variables());
    }

    @Test
    void parametersCanBeOverridden() throws Exception {
        FunctionConfiguration function = template(TEMPLATE, Map.of("Memory", "8192")).function(code);

        assertEquals(8192, function.memory());
        assertEquals("8192 MB, ${Memory}", function.environment().get("MEMORY"));
    }

    @Test
    void onlyParametersOfTheTemplateCanBeOverridden() {
        assertMessage("{file} has no parameter Concurrency, memory; it has Memory, Subnets",
                () -> template(TEMPLATE, Map.of("memory", "1", "Concurrency", "2")));
    }

    @Test
    void allThatIsWrongIsNamedAtOnce() {
        String wrong = TEMPLATE.replace("Handler: start.sh\n      Runtime", "Runtime").replace("!Ref Memory", "much")
                .replace("Timeout: 7", "Timeout: 901").replace("Concurrency: 9", "Concurrency: 0")
                .replace("MEMORY:", "AWS_REGION:");
        assertMessage("the function of the template cannot run: Handler is missing; MemorySize is not a whole number: much; "
                        + "Timeout: timeout PT15M1S: must be more than 0 and at most PT15M; "
                        + "CapacityProviderConfig.PerExecutionEnvironmentMaxConcurrency: concurrency 0: must be 1 to 1600; "
                        + "Environment: reserved by Lambda, so a function cannot set them: AWS_REGION",
                () -> template(wrong.replaceAll("Handler: start.sh\n +", ""), Map.of()).function(code));
    }

    @ParameterizedTest
    @CsvSource({"AWS::Serverless::Function,0", "AWS::DynamoDB::Table,2"})
    void thereIsOneFunction(String type, int count) {
        String other = type.endsWith("Table") ? "AWS::Serverless::Function" : "AWS::DynamoDB::Table";
        assertMessage("{file} has " + count + " resources of the type AWS::Serverless::Function; it must have one",
                () -> template(TEMPLATE.replace("Type: " + type, "Type: " + other), Map.of()));
    }

    @Test
    void brokenYamlIsSaid() {
        String message = assertThrows(IllegalArgumentException.class, () -> template("a: [", Map.of())).getMessage();
        assertEquals(folder.resolve("template.yaml") + " is not YAML:", message.substring(0, message.indexOf(':') + 1));
    }

    private void assertMessage(String message, Executable action) {
        assertEquals(message.replace("{file}", folder.resolve("template.yaml").toString()),
                assertThrows(IllegalArgumentException.class, action).getMessage());
    }

    private SamTemplate template(String text, Map<String, String> overrides) throws IOException {
        return new SamTemplate(Files.writeString(folder.resolve("template.yaml"), text), overrides);
    }
}
