package io.github.helidonlmi.archetype.recipes;

import java.io.IOException;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.helidonlmi.archetype.support.Archetype;
import io.github.helidonlmi.archetype.support.LocalLambda;
import io.github.helidonlmi.archetype.support.RequiresTools;
import io.github.helidonlmi.archetype.support.Scenario;
import io.github.helidonlmi.archetype.support.Service;
import io.github.helidonlmi.archetype.support.Tool;

import com.sun.net.httpserver.HttpServer;

import jakarta.json.Json;
import jakarta.json.JsonObject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Each recipe of the generated README is followed word by word. Then tests, checks and build pass, and no page mentions what
 * was removed.
 */
@RequiresTools({Tool.ADAPTER, Tool.CFN_LINT, Tool.MAKE, Tool.PYTHON, Tool.SAM, Tool.SHELLCHECK})
@Execution(ExecutionMode.CONCURRENT)
class RecipesIT {
    @TempDir
    private Path directory;

    private Path project;
    private String readme;

    @BeforeEach
    void generate() throws IOException {
        project = Archetype.generate(directory).folder();
        readme = Files.readString(project.resolve("README.md"));
    }

    /** All are modules of one build, which is quicker; those that are left out together run their tests. */
    @Test
    void leavesOutEachAlone() throws Exception {
        Path build = Archetype.parent(directory.resolve("build"), "");
        for (Recipe recipe : Recipe.of(Files.readString(project.resolve(Recipe.PAGE)))) {
            Path alone = Archetype.generate(build, "artifactId", recipe.toString().replaceAll("[^A-Za-z]+", "-")).folder();
            recipe.apply(alone);
            assertNotMentioned(recipe, alone);
            if (recipe.changes("template.yaml")) {
                Tool.MAKE.run(alone, "validate").success();
            }
        }
        Tool.runScript(build, project.resolve("mvnw"), "--batch-mode", "test-compile").success();
    }

    /** But for one of the formats. */
    @ParameterizedTest
    @ValueSource(strings = {"default", "bedrock"})
    void leavesOutAllTogether(String scenario) throws Exception {
        project = Archetype.generate(directory.resolve("all"), Scenario.named(scenario).values()).folder();
        List<Recipe> all = Recipe.of(Files.readString(project.resolve(Recipe.PAGE)));
        for (Recipe recipe : all.subList(1, all.size())) {
            recipe.apply(project);
        }

        assertPasses();
    }

    @Test
    void aSourceOfOnesOwnTakesThePlaceOfTheGreeting() throws Exception {
        new OwnClass(project, "README.md").replaceGreeting();

        assertPasses();
        assertEquals("You said: Hello there\n", post("/"));
        LocalLambda.test(project).success();
    }

    /** One that refuses each GET stands for one that asks a service, which the tests do not have. */
    @Test
    void testsNeedNoAnswerOfASourceOfOnesOwn() throws Exception {
        new OwnClass(project, "README.md").replaceGreeting();
        Path echo = project.resolve("src/main/java/com/example/quotesstream/Echo.java");
        Files.writeString(echo, Files.readString(echo).replace("return true;", "return false;"));

        assertTestsPass();
    }

    @Test
    void aSecondSourceIsAClassAndALine() throws Exception {
        new OwnClass(project, "README.md").add();

        assertTestsPass();
        assertEquals("You said: Hello there\n", post("/echo"));
    }

    @Test
    void aSpanForEachStreamIsInTheTraceOfItsRequest() throws Exception {
        new OwnClass(project, "docs/streams.md").add();
        readme = Files.readString(project.resolve("docs/streams.md"));
        Tool.MAKE.run(project, "package").success();
        BlockingQueue<String> spans = new LinkedBlockingQueue<>();
        HttpServer collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext("/v1/traces", exchange -> {
            spans.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(200, -1);
        });
        collector.start();
        try (Service service = Service.start(project.resolve("target/function"), Map.of(find("collector as `(.+?)`"),
                "http://127.0.0.1:" + collector.getAddress().getPort()))) {
            assertEquals(200, service.client().send(service.client().request("/?delay=0")
                    .header("x-amzn-trace-id", "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1")).statusCode());
            JsonObject span = Json.createReader(new StringReader(spans.poll(30, TimeUnit.SECONDS))).readObject()
                    .getJsonArray("resourceSpans").getJsonObject(0).getJsonArray("scopeSpans").getJsonObject(0)
                    .getJsonArray("spans").getJsonObject(0);
            assertEquals("5759e988bd862e3fe1be46a994272793", span.getString("traceId"));
            assertTrue(span.getString("spanId").matches("[0-9a-f]{16}"), span.toString());
            assertTrue(span.getString("startTimeUnixNano").compareTo(span.getString("endTimeUnixNano")) < 0, span.toString());
            assertTrue(span.getJsonArray("attributes").toString().contains("\"completed\""), span.toString());
        } finally {
            collector.stop(0);
        }
    }

    /** Answers the request that the README shows, on another path. */
    private String post(String path) throws Exception {
        try (Service service = Service.start(project.resolve("target/function"), Map.of())) {
            return new String(service.client().send(service.client().request(path)
                    .header("Content-Type", find("-H 'Content-Type: (.+?)' -d '\\{\"prompt\""))
                    .POST(BodyPublishers.ofString(find("-d '(\\{\"prompt\".+?)'"))))
                    .body().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private void assertTestsPass() throws Exception {
        Tool.MAKE.run(project, "test").success();
    }

    private void assertPasses() throws Exception {
        assertTestsPass();
        Tool.MAKE.run(project, "validate").success();
        Tool.SAM.run(project, "build").success();
        assertTrue(Files.exists(project.resolve(".aws-sam/build/StreamingFunction/app.jar")));
    }

    private static void assertNotMentioned(Recipe recipe, Path project) throws IOException {
        for (Path page : documentation(project)) {
            String text = Files.readString(page).replaceAll("(?m)^\\| " + recipe.name() + " \\|.*\n", "");
            Stream.concat(recipe.files().stream(), recipe.lines().stream().flatMap(edit -> edit.what().stream()))
                    .filter(word -> !word.equals("ui") && !word.equals("metrics"))
                    .forEach(word -> assertTrue(!text.contains(word), page + " still speaks of " + word));
        }
    }

    private static List<Path> documentation(Path project) throws IOException {
        try (Stream<Path> pages = Files.list(project.resolve("docs"))) {
            return Stream.concat(Stream.of(project.resolve("README.md"), project.resolve("CAPACITY.md")),
                    pages.filter(page -> page.toString().endsWith(".md"))).toList();
        }
    }

    private String find(String pattern) {
        Matcher found = Pattern.compile(pattern).matcher(readme);
        assertTrue(found.find(), "README.md does not say " + pattern);
        return found.group(1);
    }
}
