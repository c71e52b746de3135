package io.github.helidonlmi.archetype.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

import io.github.helidonlmi.archetype.service.UiIT.Look.Card;
import io.github.helidonlmi.archetype.support.Browser;
import io.github.helidonlmi.archetype.support.Client;
import io.github.helidonlmi.archetype.support.RequiresTools;
import io.github.helidonlmi.archetype.support.Scenario;
import io.github.helidonlmi.archetype.support.Service;
import io.github.helidonlmi.archetype.support.Tool;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The page of a generated project shows in a browser how its service streams. The tests read it over time, and use the
 * keyboard only.
 */
@RequiresTools({Tool.CHROMIUM, Tool.CHROMEDRIVER})
class UiIT {
    /** Rewritten with -Dui.picture. */
    private static final Path PICTURE = Path.of("src/main/resources/archetype-resources/docs/ui.png");
    private static final int DEFAULT_STREAMS = 6;
    /** Of a screen, in CSS pixels. */
    private static final int WIDE = 1280;
    private static final int NARROW = 320;

    /** The texts whose contrast with what is behind them is below the 4.5 of WCAG's level AA. */
    private static final String FAINT_TEXTS = """
            const colour = (element, property) => getComputedStyle(element)[property].match(/[\\d.]+/g).map(Number);
            const luminance = rgb => rgb.slice(0, 3).map(c => c / 255)
                    .map(c => c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4)
                    .reduce((sum, c, i) => sum + c * [.2126, .7152, .0722][i], 0);
            const behind = element => {
                const [r, g, b, alpha] = colour(element, 'backgroundColor');
                return alpha === 0 ? behind(element.parentElement) : [r, g, b];
            };
            return [...document.querySelectorAll('body *')]
                    .filter(element => element.innerText?.trim() && !element.disabled && element.tagName !== 'INPUT')
                    .filter(element => {
                        const both = [colour(element, 'color'), behind(element)].map(luminance).sort((a, b) => a - b);
                        return (both[1] + .05) / (both[0] + .05) < 4.5;
                    })
                    .map(element => element.outerHTML);""";

    @AutoClose
    private static Browser browser;

    private Service service;

    @BeforeAll
    static void startBrowser() throws IOException {
        browser = new Browser();
    }

    @AfterEach
    void close() throws IOException {
        if (service != null) {
            service.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"default", "arm64-iam", "java21"})
    void charactersAppearSideBySide(String scenario) throws Exception {
        open(scenario, WIDE);
        start("");
        List<Look> looks = lookUntil(look -> look.cards().stream().allMatch(card -> card.text().length() > 40));
        if (Boolean.getBoolean("ui.picture")) {
            Files.write(PICTURE, browser.picture());
        }
        looks.addAll(lookUntil(Look::isOver));

        assertTrue(looks.stream().anyMatch(look -> look.count("streaming") == DEFAULT_STREAMS), "not all at once");
        for (int i = 0; i < DEFAULT_STREAMS; i++) {
            int stream = i;
            List<String> texts = looks.stream().map(look -> look.cards().get(stream).text()).distinct().toList();
            assertTrue(texts.size() > 10, "shown in " + texts.size() + " pieces");
            for (int j = 1; j < texts.size(); j++) {
                assertTrue(texts.get(j).startsWith(texts.get(j - 1)), texts.toString());
            }
        }
        Look last = looks.getLast();
        for (Card card : last.cards()) {
            assertEquals("done", card.state());
            assertTrue(card.text().matches(Client.LINE), card.text());
            assertEquals(card.text().substring(1, 9), card.id());
            assertTrue(card.first().matches("\\d+ ms"), card.first());
            assertTrue(card.rate().matches("\\d+\\.\\d characters/s"), card.rate());
        }
        assertEquals("6 of 6 done. At most 6 of 6 at once: all overlapped. 6 of 6 ids distinct.", last.summary());
        assertEquals(DEFAULT_STREAMS, last.cards().stream().map(Card::id).distinct().count());
    }

    @Test
    void neitherThePolicyIsBrokenNorAnotherHostAsked() throws Exception {
        open("default", WIDE);
        start("");
        lookUntil(Look::isOver);

        assertEquals(List.of(), browser.console());
        List<String> requests = browser.requests();
        assertTrue(requests.size() > DEFAULT_STREAMS, requests.toString());
        assertEquals(List.of(), requests.stream()
                .filter(url -> !url.startsWith(service.client().root() + "/") && !url.startsWith("data:")).toList());
    }

    @Test
    void saysThatTheBrowserLetsTheSeventhWait() throws Exception {
        open("default", WIDE);
        assertTrue(!isShown("connections"));
        start("8");
        List<Look> looks = lookUntil(Look::isOver);

        assertTrue(isShown("connections"));
        assertTrue(looks.stream().anyMatch(look -> look.count("streaming") == 6 && look.count("waiting") == 2));
        assertEquals("8 of 8 done. At most 6 of 8 at once: not all overlapped. 8 of 8 ids distinct.",
                looks.getLast().summary());
    }

    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void tellsRefusalsFromStreams(String scheme) throws Exception {
        open("smallest", WIDE);
        browser.prefer("prefers-color-scheme", scheme);
        start("3");
        lookUntil(look -> look.count("streaming") == 1 && look.count("refused 503") == 2);
        assertEquals(List.of(), browser.read(FAINT_TEXTS));
        Look last = lookUntil(Look::isOver).getLast();

        assertEquals("1 of 3 done, 2 refused. At most 1 of 3 at once: not all overlapped. 3 of 3 ids distinct.",
                last.summary());
        assertEquals(Set.of("Concurrency limit reached. Retry later."), Set.copyOf(last.cards().stream()
                .filter(card -> card.state().equals("refused 503")).map(Card::text).toList()));
        assertTrue(last.cards().stream().allMatch(card -> card.id().matches("[0-9a-f]{8}")), last.toString());
        assertEquals(List.of(), browser.read(FAINT_TEXTS));
    }

    @Test
    void streamsTheAnswersToABody() throws Exception {
        open("default", WIDE);
        post("2", "{\"text\": \"Hello, ä \\\"x\\\"\"}");
        List<Look> looks = lookUntil(Look::isOver);

        assertTrue(looks.stream().map(look -> look.cards().getFirst().text()).distinct().count() > 5, looks.toString());
        for (Card card : looks.getLast().cards()) {
            assertEquals("done", card.state());
            assertEquals("[" + card.id() + "] Hello, ä \"x\"\n", card.text());
        }
    }

    @Test
    void showsWhyABodyIsRefused() throws Exception {
        open("default", WIDE);
        post("1", "Hello");
        Card card = lookUntil(Look::isOver).getLast().cards().getFirst();

        assertEquals("failed 400", card.state());
        assertEquals("The body must be a JSON object", card.text());
    }

    @Test
    void aStreamThatIsCutOffHasFailed() throws Exception {
        open("default", WIDE);
        start("2");
        lookUntil(look -> look.count("streaming") == 2);
        service.process().destroyForcibly();

        assertEquals(2, lookUntil(Look::isOver).getLast().count("failed"));
    }

    @Test
    void stopEndsAllStreamsAndStartBeginsAnew() throws Exception {
        open("default", WIDE);
        start("");
        lookUntil(look -> look.count("streaming") == DEFAULT_STREAMS);
        browser.press(Keys.TAB, Keys.TAB, Keys.TAB);
        assertEquals("stop", browser.focus());
        browser.press(Keys.SPACE);
        Look stopped = lookUntil(Look::isOver).getLast();

        assertEquals(DEFAULT_STREAMS, stopped.count("stopped"));
        assertEquals("start", browser.focus());
        browser.press(Keys.ENTER);
        assertEquals(DEFAULT_STREAMS, lookUntil(Look::isOver).getLast().count("done"));
    }

    @ParameterizedTest
    @CsvSource({"light,255,200", "dark,50,0"})
    void isAsDarkAsTheSystem(String scheme, int most, int least) throws Exception {
        open("default", WIDE);
        browser.prefer("prefers-color-scheme", scheme);

        List<Long> background = browser.read("return getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)");
        assertTrue(Collections.max(background) <= most && Collections.min(background) >= least, background.toString());
    }

    @Test
    void nothingMovesForThoseWhoPreferThat() throws Exception {
        open("default", WIDE);
        browser.prefer("prefers-reduced-motion", "reduce");
        start("");
        lookUntil(look -> look.count("streaming") == DEFAULT_STREAMS);

        assertEquals(0L, browser.<Long>read("return document.getAnimations().length"));
    }

    @Test
    void fitsANarrowScreen() throws Exception {
        open("default", NARROW);
        start("8");
        List<Look> looks = lookUntil(Look::isOver);

        assertEquals(Set.of((long) NARROW), Set.copyOf(looks.stream().map(Look::width).toList()));
    }

    private void open(String scenario, int width) throws Exception {
        service = Service.start(Scenario.named(scenario).function(), Map.of());
        browser.open(service.client().root().resolve("/ui"), width);
    }

    /** Types the number of streams, if one is given, and presses Enter. */
    private void start(String streams) {
        browser.press(Keys.TAB);
        assertEquals("count", browser.focus());
        browser.press(streams, Keys.ENTER);
    }

    private void post(String streams, String body) {
        browser.press(Keys.TAB);
        assertEquals("count", browser.focus());
        browser.press(streams, Keys.TAB);
        assertEquals("body", browser.focus());
        browser.press(body, Keys.ENTER);
    }

    private boolean isShown(String id) {
        return browser.read("return document.getElementById('%s').checkVisibility()".formatted(id));
    }

    private List<Look> lookUntil(Predicate<Look> enough) throws InterruptedException {
        return browser.lookUntil(() -> Look.at(browser), enough);
    }

    /**
     * What the page shows at a moment.
     *
     * @param width of what can be scrolled to, in CSS pixels
     */
    record Look(String summary, long width, List<Card> cards) {
        private static final String SCRIPT = """
                const text = (element, selector) => element.querySelector(selector).textContent;
                return {
                    summary: text(document, '#summary'),
                    width: document.documentElement.scrollWidth,
                    cards: [...document.querySelectorAll('#streams > li')]
                            .map(card => ['.state', '.text', '.id', '.first', '.rate'].map(name => text(card, name)))
                };""";

        @SuppressWarnings("unchecked")
        static Look at(Browser browser) {
            Map<String, Object> page = browser.read(SCRIPT);
            return new Look((String) page.get("summary"), (long) page.get("width"),
                    ((List<List<String>>) page.get("cards")).stream().map(texts -> new Card(
                            texts.get(0), texts.get(1), texts.get(2), texts.get(3), texts.get(4))).toList());
        }

        long count(String state) {
            return cards.stream().filter(card -> card.state().equals(state)).count();
        }

        boolean isOver() {
            return !cards.isEmpty() && count("waiting") + count("streaming") == 0;
        }

        /**
         * What it shows of a stream.
         *
         * @param first the time to the first byte
         */
        record Card(String state, String text, String id, String first, String rate) {
        }
    }
}
