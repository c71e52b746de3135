package io.github.helidonlmi.archetype.stack;

import java.io.StringReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.github.helidonlmi.archetype.support.RequiresTools;
import io.github.helidonlmi.archetype.support.Scenario;
import io.github.helidonlmi.archetype.support.Stack;
import io.github.helidonlmi.archetype.support.Tool;

import jakarta.json.Json;
import jakarta.json.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.github.helidonlmi.archetype.support.Stack.at;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The schedules for nights and weekends are off until they are asked for, and call Lambda in a way that it understands.
 */
@RequiresTools(Tool.PYTHON)
class ScheduleIT {
    private final Scenario scenario = Scenario.named("default");
    private final Stack stack = Stack.of(scenario.project());
    private final Stack scheduled = stack.with("DownSchedule", "cron(0 20 ? * MON-FRI *)");

    @TempDir
    private Path directory;

    @Test
    void nothingIsMadeUnlessItIsAskedFor() {
        for (String name : List.of("Down", "Up", "ScheduleRole")) {
            assertFalse(stack.has(name), name);
            assertTrue(scheduled.has(name), name);
        }
    }

    @Test
    void downIsOffOrWhatIsLeftToRun() {
        assertEquals(Map.of("MinExecutionEnvironments", 0, "MaxExecutionEnvironments", 0), scaling(scheduled, "Down"));
        assertEquals(Map.of("MinExecutionEnvironments", 1, "MaxExecutionEnvironments", 20),
                scaling(scheduled.with("DownExecutionEnvironments", 1), "Down"));
    }

    @Test
    void upIsTheFloorOfTheStage() {
        assertEquals(Map.of("MinExecutionEnvironments", 3, "MaxExecutionEnvironments", 20), scaling(scheduled, "Up"));
    }

    @Test
    void bothCallLambdaForTheVersionOfThisDeploymentAndMayDoNothingElse() throws Exception {
        for (String name : List.of("Down", "Up")) {
            assertEquals("arn:${AWS::Partition}:scheduler:::aws-sdk:lambda:putFunctionScalingConfig",
                    at(scheduled.named(name), "Target", "Arn"));
            JsonObject input = input(scheduled, name);
            assertEquals("${" + stack.name("AWS::Lambda::Version") + ".Version}", input.getString("Qualifier"));
            Tool.PYTHON.run(directory, Tool.SCRIPTS.resolve("api.py"), "lambda", "PutFunctionScalingConfig",
                    input.toString().replaceAll("\\$\\{StreamingFunction}", "f").replaceAll("\\$\\{.*?}", "1")).success();
        }
        assertEquals("lambda:PutFunctionScalingConfig", Json.createArrayBuilder(List.of(scheduled.named("ScheduleRole")
                .get("Policies"))).build().toString().replaceAll(".*\"Action\":\"(.*?)\".*", "$1"));
    }

    @Test
    void eachHasAScheduleAndTheSameTimezone() {
        Stack berlin = scheduled.with("ScheduleTimezone", "Europe/Berlin");

        assertEquals("cron(0 20 ? * MON-FRI *)", berlin.named("Down").get("ScheduleExpression"));
        assertEquals("cron(0 6 ? * MON-FRI *)", berlin.named("Up").get("ScheduleExpression"));
        List.of("Down", "Up").forEach(name ->
                assertEquals("Europe/Berlin", berlin.named(name).get("ScheduleExpressionTimezone"), name));
    }

    private static Map<String, Integer> scaling(Stack stack, String name) {
        JsonObject scaling = input(stack, name).getJsonObject("FunctionScalingConfig");
        return Map.of("MinExecutionEnvironments", scaling.getInt("MinExecutionEnvironments"),
                "MaxExecutionEnvironments", scaling.getInt("MaxExecutionEnvironments"));
    }

    private static JsonObject input(Stack stack, String name) {
        return Json.createReader(new StringReader(at(stack.named(name), "Target", "Input").toString())).readObject();
    }
}
