package io.github.helidonlmi.archetype.service;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import io.github.helidonlmi.archetype.support.Browser;
import io.github.helidonlmi.archetype.support.RequiresTools;
import io.github.helidonlmi.archetype.support.Scenario;
import io.github.helidonlmi.archetype.support.Service;
import io.github.helidonlmi.archetype.support.Tool;

import jakarta.json.Json;
import jakarta.json.JsonObject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The page of a generated project with a model, used with the keyboard only. Its fake model answers.
 */
@RequiresTools({Tool.CHROMIUM, Tool.CHROMEDRIVER})
class PromptIT {
    /** Rewritten with -Dui.picture. */
    private static final Path PICTURE = Path.of("src/main/resources/archetype-resources/docs/prompt.png");
    private static final int WIDE = 1280;
    private static final int NARROW = 320;
    private static final String LONG = "Why is the sky blue, and why is it red in the evening? ".repeat(4).strip();
    private static final int WORDS = LONG.split(" ").length;

    @AutoClose
    private static Browser browser;

    private Service service;

    @BeforeAll
    static void startBrowser() throws IOException {
        browser = new Browser();
    }

    @BeforeEach
    void start() throws Exception {
        service = Service.start(Scenario.named("bedrock"), Map.of("AWS_LAMBDA_FUNCTION_NAME", "function"));
    }

    @AfterEach
    void close() throws Exception {
        service.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {WIDE, NARROW})
    void theAnswerGrowsAndItsFiguresFollow(int width) throws Exception {
        open(width);
        send(LONG);
        List<Map<String, Object>> looks = lookUntil(look -> look.get("state").equals("done"));
        if (Boolean.getBoolean("ui.picture") && width == WIDE) {
            Files.write(PICTURE, browser.picture());
        }
        List<String> texts = looks.stream().map(look -> (String) look.get("text")).distinct().toList();

        assertTrue(texts.size() > 10, "shown in " + texts.size() + " pieces");
        IntStream.range(1, texts.size()).forEach(i -> assertTrue(texts.get(i).startsWith(texts.get(i - 1)), texts.toString()));
        Map<String, Object> last = looks.getLast();
        assertEquals(LONG, last.get("text"));
        Matcher total = Pattern.compile("Answer done after (\\d+) ms\\.").matcher((String) last.get("summary"));
        assertTrue(total.matches(), last.toString());
        int first = Integer.parseInt(last.get("first").toString().replace(" ms", ""));
        // A first word that was shown late is followed sooner by the next ones
        assertTrue(Integer.parseInt(total.group(1)) >= 50 * (WORDS - 1), last.toString());
        assertTrue(Integer.parseInt(total.group(1)) > first, last.toString());
        assertEquals(String.valueOf(WORDS), last.get("inputTokens"));
        assertEquals(String.valueOf(WORDS), last.get("outputTokens"));
        assertEquals("end_turn", last.get("stopReason"));
        assertTrue(last.get("id").toString().matches("[0-9a-f]{8}"), last.toString());
        looks.forEach(look -> assertEquals((long) width, look.get("width")));
        assertEquals(List.of(), browser.console());
    }

    @Test
    void stopCancelsTheAnswerAndAnotherPromptBeginsAnew() throws Exception {
        open(WIDE);
        send(LONG);
        lookUntil(look -> look.get("text").toString().length() > 10);
        browser.press(Keys.TAB, Keys.TAB);
        assertEquals("stop", browser.focus());
        browser.press(Keys.SPACE);
        Map<String, Object> stopped = lookUntil(look -> look.get("state").equals("stopped")).getLast();

        assertTrue(stopped.get("text").toString().length() < LONG.length(), stopped.toString());
        assertEquals("prompt", browser.focus());
        browser.chord(Keys.CONTROL, "a");
        send("Hello");
        assertEquals("Hello", lookUntil(look -> look.get("state").equals("done")).getLast().get("text"));
    }

    @Test
    void aPromptDuringAnAnswerReplacesIt() throws Exception {
        open(WIDE);
        send(LONG);
        lookUntil(look -> look.get("text").toString().length() > 10);
        browser.chord(Keys.CONTROL, "a");
        send("Hello again");

        assertEquals("Hello again", lookUntil(look -> look.get("state").equals("done")).getLast().get("text"));
    }

    @Test
    void saysWhyThereIsNoAnswer() throws Exception {
        open(WIDE);
        browser.read("document.getElementById('prompt').value = 'x'.repeat(20001)");
        browser.chord(Keys.CONTROL, Keys.ENTER);
        Map<String, Object> refused = lookUntil(look -> look.get("state").equals("failed")).getLast();
        assertTrue(refused.get("text").toString().contains("at most 20000 characters"), refused.toString());

        browser.chord(Keys.CONTROL, "a");
        send(LONG);
        lookUntil(look -> look.get("text").toString().length() > 10);
        service.process().destroyForcibly();
        Map<String, Object> cut = lookUntil(look -> look.get("state").equals("failed")).getLast();
        assertTrue(cut.get("text").toString().startsWith("Why is the"), cut.toString());
    }

    @Test
    void theMetricsHaveTheTokens() throws Exception {
        open(WIDE);
        send("one two three");
        lookUntil(look -> look.get("state").equals("done"));
        service.terminate();

        JsonObject metrics = service.log().lines().map(line -> Json.createReader(new StringReader(line)).readObject())
                .filter(line -> line.containsKey("_aws")).findFirst().orElseThrow();
        assertEquals(3, metrics.getInt("InputTokens"));
        assertEquals(3, metrics.getInt("OutputTokens"));
        assertFalse(service.log().contains("three"), service.log());
    }

    private void open(int width) {
        browser.open(service.client().root().resolve("/ui"), width);
        assertEquals("prompt", browser.focus());
    }

    private void send(String prompt) {
        browser.press(prompt);
        browser.chord(Keys.CONTROL, Keys.ENTER);
    }

    private List<Map<String, Object>> lookUntil(Predicate<Map<String, Object>> enough) throws InterruptedException {
        return browser.lookUntil(() -> browser.read("""
                const look = {
                    width: document.documentElement.scrollWidth,
                    summary: document.querySelector('#summary').textContent
                };
                for (const element of document.querySelectorAll('#answer .state, #answer .text, dd')) {
                    look[element.className] = element.textContent;
                }
                return look;"""), enough);
    }
}
