package ${package}.stream;

import java.util.function.Consumer;

/**
 * Where the text of a stream comes from, such as the answer of a model.
 */
public interface TokenSource {
    /**
     * Produces the tokens, and returns after the last one. It runs on the request's own virtual thread, so it may block. It is
     * interrupted when the stream has to end: at its deadline, when its client has disconnected, or when the service stops.
     *
     * @param request what the client asks for
     * @param tokens  takes the next token, from one thread at a time. It blocks while the client is slow. It throws when the
     *                stream has ended: do not catch that
     * @throws ProblemException if the source refuses or cannot continue; the client gets its detail, and before the first token
     *                          its status
     * @throws Exception        ends the stream as failed; the client gets no details
     */
    void send(StreamRequest request, Consumer<String> tokens) throws Exception;

    /** Whether a request must be a POST with a body; else it may also be a GET. */
    default boolean needsBody() {
        return false;
    }

    /**
     * Whether it can continue an interrupted stream with token {@link StreamRequest#first()}. Otherwise a client that reconnects
     * gets 204.
     */
    default boolean resumable() {
        return false;
    }
}
