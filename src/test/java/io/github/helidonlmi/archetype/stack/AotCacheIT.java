package io.github.helidonlmi.archetype.stack;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;

import io.github.helidonlmi.archetype.support.RequiresTools;
import io.github.helidonlmi.archetype.support.SamBuild;
import io.github.helidonlmi.archetype.support.Scenario;
import io.github.helidonlmi.archetype.support.Service;
import io.github.helidonlmi.archetype.support.Tool;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The AOT cache that sam build records is used by the JDK that has recorded it, after SAM's zip too, and by no other.
 */
@RequiresTools({Tool.SAM, Tool.PYTHON})
class AotCacheIT {
    /** The JVM ends instead of starting without the cache. */
    private static final String OR_FAIL = "-XX:AOTMode=on";

    private final Scenario scenario = Scenario.named("default");

    @TempDir
    private Path folder;

    @Test
    void servesTheJdkThatHasRecordedIt() throws Exception {
        assertEquals(List.of(), foreignLines(SamBuild.of(scenario), OR_FAIL));
    }

    @Test
    void isValidAfterTheZip() throws Exception {
        assertEquals(List.of(), foreignLines(SamBuild.uploaded(scenario, folder), OR_FAIL));
    }

    @Test
    void isIgnoredInSilenceByAnotherJdk() throws Exception {
        Path task = SamBuild.uploaded(scenario, folder);
        renameJdk(task.resolve("app.aot"));

        assertTrue(assertThrows(AssertionError.class, () -> foreignLines(task, OR_FAIL)).getMessage()
                .contains("Unable to use AOT cache"));
        assertEquals(List.of(), foreignLines(task));
    }

    @Test
    void isNotRecordedForJava21() throws Exception {
        Scenario java21 = Scenario.named("java21");

        assertFalse(Files.exists(SamBuild.of(java21).resolve("app.aot")));
        assertFalse(Files.readString(java21.project().resolve("Makefile")).contains("aot"));
    }

    /** With this pause, 6,000 of its streams would take all day. */
    @Test
    void recordingCallsNoSourceOfTheService() throws Exception {
        record(copyOfFunction(), Map.of("GREETING_DELAY", "PT10M"));

        assertTrue(Files.exists(folder.resolve("function/app.aot")));
    }

    @Test
    void recordingThatFailsIsAWarningWithItsReason() throws Exception {
        Path function = copyOfFunction();
        Files.writeString(function.resolve("run.sh"), "#!/bin/sh\necho 'no route to the moon'\nexit 1\n");
        String output = record(function, Map.of());

        assertEquals("record-aot-cache.sh: warning: no AOT cache was recorded: the service did not start\n"
                + "no route to the moon\n", output);
        assertFalse(Files.exists(function.resolve("app.aot")));
    }

    /** It would only make the upload larger. */
    @Test
    void isNotRecordedForAnotherProcessor() throws Exception {
        Path function = copyOfFunction();
        String other = Tool.architecture().equals("arm64") ? "x86_64" : "arm64";
        String output = record(function, Map.of(), other);

        assertTrue(output.startsWith("record-aot-cache.sh: warning: no AOT cache was recorded: this machine is "
                + Tool.architecture() + ", and the function's " + other), output);
        assertFalse(Files.exists(function.resolve("app.aot")));
        for (String name : List.of("default", "arm64-iam")) {
            String makefile = Files.readString(Scenario.named(name).project().resolve("Makefile"));
            assertTrue(makefile.contains("record-aot-cache.sh \"$(ARTIFACTS_DIR)\" "
                    + Scenario.named(name).value("architecture") + "\n"), makefile);
        }
    }

    /** A cache has no classes of old formats, such as those of the SDK's SLF4J. */
    @ParameterizedTest
    @CsvSource({"default, 1", "bedrock, 100"})
    void makesTheStartLoadNextToNothingFromTheJars(String name, int most) throws Exception {
        Scenario built = Scenario.named(name);
        Path classes = folder.resolve("classes.txt");
        try (Service service = Service.start(built, SamBuild.of(built), Map.of(), "-Xlog:class+load:file=" + classes)) {
            assertEquals(200, service.client().get("/").status());
        }
        List<String> loaded = Files.readAllLines(classes);
        // By the source, as java.util.jar.JarFile comes from the cache. UriQueryEmpty may be one: none of the requests that are
        // recorded is without a query
        List<String> fromJars = loaded.stream().filter(line -> line.matches(".* source: .*\\.jar.*")).toList();

        assertTrue(loaded.size() > 2_000 && fromJars.size() <= most, fromJars + " of " + loaded.size());
    }

    private Path copyOfFunction() throws Exception {
        Path copy = folder.resolve("function");
        for (Path file : SamBuild.files(scenario.function())) {
            Path target = copy.resolve(scenario.function().relativize(file));
            Files.createDirectories(target.getParent());
            Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
        }
        return copy;
    }

    /** Records a cache, and returns what is printed. */
    private String record(Path function, Map<String, String> environment) throws Exception {
        return record(function, environment, Tool.architecture());
    }

    private String record(Path function, Map<String, String> environment, String architecture) throws Exception {
        ProcessBuilder command = Service.command(scenario.project().resolve("scripts/record-aot-cache.sh"), environment)
                .redirectErrorStream(true);
        command.command().addAll(List.of(function.toString(), architecture));
        Process process = command.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        return output;
    }

    /** Starts the service, lets it stream, and returns the lines of its log that are no JSON. */
    private static List<String> foreignLines(Path function, String... options) throws Exception {
        try (Service service = Service.start(function, Map.of("AWS_LAMBDA_FUNCTION_NAME", "function"), options)) {
            assertEquals(200, service.client().get("/?delay=0").status());
            return service.log().lines().filter(line -> !line.startsWith("{")).toList();
        }
    }

    /** As if another build of the JDK had recorded the cache. */
    private static void renameJdk(Path cache) throws Exception {
        String version = System.getProperty("java.vm.version");
        String content = Files.readString(cache, StandardCharsets.ISO_8859_1);
        Files.writeString(cache, content.replace(version, "0".repeat(version.length())), StandardCharsets.ISO_8859_1);
    }
}
