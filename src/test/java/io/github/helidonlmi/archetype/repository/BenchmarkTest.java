package io.github.helidonlmi.archetype.repository;

import java.io.IOException;
import java.io.Reader;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.json.Json;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The figures in README.md and bench/generator.md are those that the benchmarks have written.
 */
class BenchmarkTest {
    private static final Path BENCH = Path.of("bench");

    @Test
    void readmeHasTheFiguresOfTheLastRun() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        JsonObject services = json("results.json").getJsonObject("services");

        assertAll(services.values().stream().map(JsonObject.class::cast).map(BenchmarkTest::row).map(row -> () ->
                assertTrue(readme.contains(row),
                        "README.md lacks what ./bench/bench.py --draw prints under 'In short': " + row)));
    }

    @Test
    void readmeHasTheFiguresOfTheAdapter() throws IOException {
        String readme = Files.readString(Path.of("README.md"));

        assertAll(json("adapter.json").getJsonArray("loads").getValuesAs(JsonObject.class).stream()
                .flatMap(load -> Stream.of("service", "behind the adapter").map(where -> adapterRow(load, where)))
                .map(row -> () -> assertTrue(readme.contains(row), "README.md lacks what ./bench/adapter.py prints: " + row)));
    }

    @Test
    void pictureIsOfTheLastRun() throws IOException {
        String date = json("results.json").getJsonObject("machine").getString("date").substring(0, 10);

        assertTrue(Files.readString(BENCH.resolve("results.svg")).contains(date), "./bench/bench.py --draw draws it anew");
        assertTrue(Files.readString(Path.of("README.md")).contains(date), date);
    }

    @Test
    void generatorHasTheFiguresOfTheLastRun() throws IOException {
        String text = Files.readString(BENCH.resolve("generator.md"));
        JsonObject run = json("generator.json");
        List<JsonObject> pairs = run.getJsonArray("pairwise").getValuesAs(JsonObject.class);

        assertEquals(run.getJsonObject("commands").values().stream().map(JsonObject.class::cast)
                        .map(BenchmarkTest::generatorCells).collect(Collectors.joining("\n")),
                Pattern.compile("(?m)(?<= \\| )[\\d.]+ s \\|.+$").matcher(text).results()
                        .map(MatchResult::group).collect(Collectors.joining("\n")),
                "The table in bench/generator.md is not of the run in bench/generator.json");
        assertAll(Stream.of(
                "Maven %s, Java %s, %d cores".formatted(run.getString("maven"), run.getString("java"), run.getInt("cores")),
                "%s, medians of %d rounds.".formatted(run.getString("date"), run.getInt("rounds")),
                "generated %d projects".formatted(pairs.get(0).getInt("projects")),
                "they took %s s, with %s s of CPU time".formatted(span(pairs, "wall", 1), span(pairs, "cpu", 0)))
                .map(words -> () -> assertTrue(text.contains(words), "bench/generator.md lacks: " + words)));
    }

    private static String generatorCells(JsonObject command) {
        return "%s s | %s | %s s | %s |".formatted(rounded(number(command, "wall"), 2), rounded(number(command, "ratio"), 2),
                rounded(number(command, "cpu"), 2), rounded(number(command, "cpuRatio"), 2));
    }

    private static String span(List<JsonObject> runs, String name, int decimals) {
        DoubleSummaryStatistics values = runs.stream().mapToDouble(run -> number(run, name)).summaryStatistics();
        return rounded(values.getMin(), decimals) + " to " + rounded(values.getMax(), decimals);
    }

    private static String row(JsonObject service) {
        JsonObject figures = service.getJsonObject("figures");
        String title = service.getString("title");
        String name = service.getBoolean("ours") ? title
                : (title.replaceFirst("(,|$)", " " + service.getString("version") + "$1")).replaceFirst(" (,|$)", "$1");
        return "| %s | %s | %s | %s | %s |".formatted(name,
                median(figures, "ready_ms", 0), median(figures, "paced_1600_p99_s", 2),
                median(figures, "after_paced_mb", 0), median(figures, "unpaced_per_s", 0));
    }

    private static String adapterRow(JsonObject load, String where) {
        JsonObject it = load.getJsonObject(where);
        JsonObject cpu = it.getJsonObject("cpu_us");
        return "| %s | %d | %.0f ms | %.3f | %.3f | %s | %.0f | %s | %s | %s |".formatted(where, load.getInt("connections"),
                number(load, "pause_s") * 1000, number(it, "p50_s"), number(it, "p99_s"), rounded(number(it, "per_s"), 0),
                number(it, "errors"), rounded(number(cpu, "service"), 0), orDash(cpu, "adapter"),
                orDash(cpu, "Lambda and function URL"));
    }

    private static String orDash(JsonObject object, String name) {
        return object.containsKey(name) ? rounded(number(object, name), 0) : "-";
    }

    private static double number(JsonObject object, String name) {
        return object.getJsonNumber(name).doubleValue();
    }

    private static String median(JsonObject figures, String name, int decimals) {
        List<Double> values = figures.getJsonArray(name).stream().filter(JsonNumber.class::isInstance)
                .map(value -> ((JsonNumber) value).doubleValue()).sorted().toList();
        if (values.isEmpty()) {
            return "none";
        }
        int half = values.size() / 2;
        return rounded(values.size() % 2 == 1 ? values.get(half) : (values.get(half - 1) + values.get(half)) / 2, decimals);
    }

    /** As Python rounds: an exact half to the even neighbour. */
    private static String rounded(double value, int decimals) {
        return String.format(Locale.ROOT, "%,." + decimals + "f",
                new BigDecimal(value).setScale(decimals, RoundingMode.HALF_EVEN));
    }

    private static JsonObject json(String file) throws IOException {
        try (Reader reader = Files.newBufferedReader(BENCH.resolve(file))) {
            return Json.createReader(reader).readObject();
        }
    }
}
