package ${package};

import java.time.Duration;
import java.util.function.Consumer;

import ${package}.stream.ProblemException;
import ${package}.stream.StreamRequest;
import ${package}.stream.TokenSource;

import io.helidon.config.Config;
import io.helidon.http.Status;

/**
 * A sentence character by character, again and again if more tokens are asked for than it has.
 */
final class Greeting implements TokenSource {
    private static final String TEXT = "This is streaming from Lambda Managed Instances!";
    private static final int MAX = 10_000;

    private final int delay;

    /**
     * @param config has {@code delay}, the pause after each character
     */
    Greeting(Config config) {
        delay = (int) config.get("delay").as(Duration.class).get().toMillis();
    }

    @Override
    public boolean resumable() {
        return true;
    }

    @Override
    public void send(StreamRequest request, Consumer<String> tokens) throws InterruptedException {
        String text = "[" + request.id() + "] " + request.text("text").orElse(TEXT) + "\n";
        int[] characters = text.codePoints().toArray();
        int end = number(request, "tokens", 1, characters.length);
        int millis = number(request, "delay", 0, delay);
        for (int i = request.first(); i < end; i++) {
            tokens.accept(Character.toString(characters[i % characters.length]));
            // A sleep of no time would still give way to another thread
            if (millis > 0) {
                Thread.sleep(millis);
            }
        }
    }

    private static int number(StreamRequest request, String name, int min, int otherwise) {
        if (!request.query().contains(name)) {
            return otherwise;
        }
        String value = request.query().get(name);
        int number = value.matches("[0-9]{1,5}") ? Integer.parseInt(value) : -1;
        if (number < min || number > MAX) {
            throw new ProblemException(Status.BAD_REQUEST_400,
                    "%s must be a whole number from %s to %s".formatted(name, min, MAX));
        }
        return number;
    }
}
