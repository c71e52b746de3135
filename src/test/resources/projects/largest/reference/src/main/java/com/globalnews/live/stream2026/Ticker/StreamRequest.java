package com.globalnews.live.stream2026.Ticker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;

/**
 * What a client asks for.
 *
 * @param id     8 hexadecimal digits, the same when an interrupted stream is resumed
 * @param first  number of the first token: 0, or one more than the last that the client has got
 * @param tokens how many tokens the whole stream has, 1 to 10,000; empty for as many as its source has
 * @param delay  pause after each token, 0 to 10 s
 */
record StreamRequest(String id, int first, OptionalInt tokens, Duration delay) {
    private static final HeaderName LAST_EVENT_ID = HeaderNames.create("Last-Event-ID");
    private static final Pattern EVENT_ID = Pattern.compile("([0-9a-f]{8})-([0-9]{1,5})");
    private static final int MAX_TOKENS = 10_000;
    private static final int MAX_DELAY_MILLIS = 10_000;

    /**
     * Reads {@code tokens}, {@code delay} in milliseconds, and the header Last-Event-ID that resumes a stream.
     *
     * @param request the request
     * @param delay   the pause if the request names none
     * @throws IllegalArgumentException if a value is out of its bounds; the message names all such values
     */
    static StreamRequest of(ServerRequest request, Duration delay) {
        List<String> problems = new ArrayList<>();
        OptionalInt tokens = number(request, "tokens", 1, MAX_TOKENS, problems);
        OptionalInt millis = number(request, "delay", 0, MAX_DELAY_MILLIS, problems);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
        Matcher last = EVENT_ID.matcher(request.headers().value(LAST_EVENT_ID).orElse(""));
        boolean resumed = last.matches();
        return new StreamRequest(resumed ? last.group(1) : newId(), resumed ? Integer.parseInt(last.group(2)) + 1 : 0,
                tokens, millis.isPresent() ? Duration.ofMillis(millis.getAsInt()) : delay);
    }

    private static OptionalInt number(ServerRequest request, String name, int low, int high, List<String> problems) {
        if (!request.query().contains(name)) {
            return OptionalInt.empty();
        }
        String value = request.query().get(name);
        if (value.matches("[0-9]{1,5}") && Integer.parseInt(value) >= low && Integer.parseInt(value) <= high) {
            return OptionalInt.of(Integer.parseInt(value));
        }
        problems.add("%s must be a whole number from %d to %d".formatted(name, low, high));
        return OptionalInt.empty();
    }

    private static String newId() {
        return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    }
}
