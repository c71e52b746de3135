package io.github.helidonlmi.archetype.support;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

import org.openqa.selenium.Keys;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A headless Chromium, and what its user sees and does.
 */
public final class Browser implements AutoCloseable {
    private static final Pattern REQUEST =
            Pattern.compile("\"method\":\"Network\\.requestWillBeSent\".*?\"request\":\\{.*?\"url\":\"([^\"]*)\"");

    private static final int HEIGHT = 800;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final TemporaryFolder folder = new TemporaryFolder("browser");
    private final ChromeDriver driver;

    public Browser() throws IOException {
        ChromeOptions options = new ChromeOptions();
        options.setBinary(Tool.CHROMIUM.path().toFile());
        options.addArguments("--headless=new", "--disable-dev-shm-usage");
        if (System.getProperty("user.name").equals("root")) {
            options.addArguments("--no-sandbox");
        }
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
        driver = new ChromeDriver(new ChromeDriverService.Builder()
                .usingDriverExecutable(Tool.CHROMEDRIVER.path().toFile()).usingAnyFreePort()
                .withEnvironment(Map.of("TMPDIR", folder.path().toString())).build(), options);
    }

    /**
     * Shows only this page, and forgets all others.
     *
     * @param width of the screen, in CSS pixels
     */
    public void open(URI page, int width) {
        Set<String> others = driver.getWindowHandles();
        String tab = driver.switchTo().newWindow(WindowType.TAB).getWindowHandle();
        others.forEach(other -> driver.switchTo().window(other).close());
        switchTo(tab);
        console();
        requests();
        devTools("Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", HEIGHT, "deviceScaleFactor", 1, "mobile", width < 600));
        driver.get(page.toString());
    }

    /** Opens a page in a new tab, which is then the one that is read; returns its name. */
    public String openTab(URI page) {
        driver.switchTo().newWindow(WindowType.TAB);
        driver.get(page.toString());
        return driver.getWindowHandle();
    }

    /** Reads this tab from now on. */
    public void switchTo(String tab) {
        driver.switchTo().window(tab);
    }

    /** Lets the system prefer this. */
    public void prefer(String feature, String value) {
        devTools("Emulation.setEmulatedMedia", Map.of("features", List.of(Map.of("name", feature, "value", value))));
    }

    /** Presses keys, wherever the focus is. */
    public void press(CharSequence... keys) {
        new Actions(driver).sendKeys(keys).perform();
    }

    /** Presses a key while another one is held. */
    public void chord(Keys held, CharSequence key) {
        new Actions(driver).keyDown(held).sendKeys(key).keyUp(held).perform();
    }

    /** What the body of a JavaScript function returns. */
    @SuppressWarnings("unchecked")
    public <T> T read(String body, Object... arguments) {
        return (T) driver.executeScript(body, arguments);
    }

    /** The id of what has the focus. */
    public String focus() {
        return read("return document.activeElement.id");
    }

    /** Looks at the page again and again, until it shows enough; returns all looks. */
    public <T> List<T> lookUntil(Supplier<T> look, Predicate<T> enough) throws InterruptedException {
        List<T> looks = new ArrayList<>();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        do {
            assertTrue(System.nanoTime() < deadline, () -> "still after " + PATIENCE + ": " + looks.getLast());
            looks.add(look.get());
            Thread.sleep(40);
        } while (!enough.test(looks.getLast()));
        return looks;
    }

    /** What the console shows. */
    public List<String> console() {
        return log(LogType.BROWSER);
    }

    /** The addresses to which a request was sent. */
    public List<String> requests() {
        return log(LogType.PERFORMANCE).stream()
                .flatMap(event -> REQUEST.matcher(event).results()).map(request -> request.group(1)).toList();
    }

    /** The whole page as PNG. */
    public byte[] picture() {
        Map<String, Object> size = read("""
                const {width, height} = document.body.getBoundingClientRect();
                return {x: 0, y: 0, width, height, scale: 1};""");
        Object data = devTools("Page.captureScreenshot", Map.of("clip", size, "captureBeyondViewport", true)).get("data");
        return Base64.getDecoder().decode(data.toString());
    }

    @Override
    public void close() throws IOException {
        driver.quit();
        folder.close();
    }

    private Map<String, Object> devTools(String command, Map<String, Object> parameters) {
        return driver.executeCdpCommand(command, parameters);
    }

    private List<String> log(String type) {
        return StreamSupport.stream(driver.manage().logs().get(type).spliterator(), false)
                .map(LogEntry::getMessage).toList();
    }
}
