package io.github.helidonlmi.archetype.repository;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The tables in README.md and bench/generator.md are those that the benchmarks have printed.
 */
class BenchmarkTest {
    private static final Path BENCH = Path.of("bench");

    @ParameterizedTest
    @MethodSource
    void pageHasTheTablesOfTheLastRun(Path results) throws IOException {
        Path own = Path.of(results.toString().replace(".json", ".md"));
        Path page = Files.exists(own) ? own : Path.of("README.md");

        assertHas(page, json(results).getJsonArray("readme"));
    }

    @Test
    void theRestIsOnItsOwnPage() throws IOException {
        assertHas(BENCH.resolve("README.md"), json(BENCH.resolve("results.json")).getJsonArray("details"));
    }

    private static void assertHas(Path page, JsonArray tables) throws IOException {
        List<String> lines = Files.readAllLines(page);
        List<String> table = tables.getValuesAs(JsonString::getString);

        assertTrue(table.size() > 2, table.toString());
        assertEquals(List.of(), table.stream().filter(line -> !lines.contains(line)).toList(), "Lines of the last run that "
                + page + " lacks");
    }

    static List<Path> pageHasTheTablesOfTheLastRun() throws IOException {
        try (Stream<Path> files = Files.list(BENCH)) {
            return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
        }
    }

    @Test
    void pictureIsOfTheLastRun() throws IOException {
        String date = json(BENCH.resolve("results.json")).getJsonObject("machine").getString("date").substring(0, 10);

        assertTrue(Files.readString(BENCH.resolve("results.svg")).contains(date), "./bench/bench.py --draw draws it anew");
        assertTrue(Files.readString(Path.of("README.md")).contains(date), date);
    }

    private static JsonObject json(Path file) throws IOException {
        try (Reader reader = Files.newBufferedReader(file)) {
            return Json.createReader(reader).readObject();
        }
    }
}
