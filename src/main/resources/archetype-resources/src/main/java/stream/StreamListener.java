package ${package}.stream;

/**
 * Is notified of every stream, by many threads at once.
 */
public interface StreamListener {
    /** A stream has begun: the limit had room for it. */
    default void started() {
    }

    /** A stream has ended, or was rejected without having begun. */
    void ended(StreamEnd end);

    /** Called once a minute, and after the last stream. */
    default void report() {
    }
}
