package ${package}.stream;

import java.time.Duration;
import java.util.Optional;
import java.util.logging.Level;

import io.helidon.json.JsonObject;

/**
 * How a stream has ended.
 *
 * @param id              id of the stream
 * @param outcome         what ended it
 * @param bytes           of the body that were written
 * @param chunks          writes of the body
 * @param timeToFirstByte since the request; empty if no byte was written
 * @param duration        since the request
 * @param failure         why it did not complete; empty if it did, or if the outcome says it all
 * @param facts           what the source has set: see {@link StreamRequest#facts()}
 */
public record StreamEnd(String id, Outcome outcome, long bytes, long chunks, Optional<Duration> timeToFirstByte,
                        Duration duration, Optional<Throwable> failure, JsonObject facts) {
    static StreamEnd rejected(String id) {
        return new StreamEnd(id, Outcome.REJECTED, 0, 0, Optional.empty(), Duration.ZERO, Optional.empty(),
                JsonObject.empty());
    }

    /** In milliseconds, to a tenth. */
    public Optional<Double> timeToFirstByteMillis() {
        return timeToFirstByte.map(StreamEnd::millis);
    }

    /** In milliseconds, to a tenth. */
    public double durationMillis() {
        return millis(duration);
    }

    private static double millis(Duration duration) {
        return duration.toNanos() / 100_000 / 10.0;
    }

    /**
     * What ends a stream.
     */
    public enum Outcome {
        /** The source is done, and all of it was written. */
        COMPLETED("completed", Level.INFO),
        /** A write has failed, or the client has read nothing for {@code write-timeout}. */
        CLIENT_GONE("client gone", Level.INFO),
        /** The source has refused the request, with a status below 500. */
        REFUSED("refused", Level.INFO),
        /** The limit had no room. */
        REJECTED("rejected", Level.WARNING),
        /** It reached its deadline. */
        TIMED_OUT("timed out", Level.WARNING),
        /** The source has failed, or the service has stopped. */
        FAILED("failed", Level.SEVERE);

        private final String text;
        private final Level level;

        Outcome(String text, Level level) {
            this.text = text;
            this.level = level;
        }

        Level level() {
            return level;
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
