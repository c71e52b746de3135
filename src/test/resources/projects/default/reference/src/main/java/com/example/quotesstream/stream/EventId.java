package com.example.quotesstream.stream;

import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far a client has got in a stream: the id of an event, which it sends back as Last-Event-ID when it reconnects.
 *
 * @param stream id of the stream, 8 hexadecimal digits
 * @param next   index of the token that comes next; {@link #END} if none does
 */
record EventId(String stream, int next) {
    static final int END = -1;

    private static final Pattern PATTERN = Pattern.compile("([0-9a-f]{8})-(?:([0-9]{1,9})|end)");

    static EventId newStream() {
        return new EventId(HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt()), 0);
    }

    /** Empty if it is not one of this service. */
    static Optional<EventId> parse(String text) {
        return Optional.of(PATTERN.matcher(text)).filter(Matcher::matches).map(found ->
                new EventId(found.group(1), found.group(2) == null ? END : Integer.parseInt(found.group(2))));
    }

    @Override
    public String toString() {
        return stream + "-" + (next == END ? "end" : next);
    }
}
