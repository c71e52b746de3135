package com.example.quotesstream.stream;

import java.util.function.Consumer;

/**
 * Where the text of a stream comes from, such as the answer of a model.
 */
public interface TokenSource {
    /**
     * Hands over the tokens, each as soon as it is there, and returns after the last. It runs on the request's own virtual
     * thread, so it may block. It is interrupted when the stream has to end: its time is over, its client has disconnected, or
     * the service stops.
     *
     * @param request what is asked for
     * @param tokens  takes the next token, from one thread at a time; it blocks while the client is slow, and throws when the
     *                stream has ended: let that through
     * @throws ProblemException if the source refuses or cannot go on: the client gets its status, before the first token, and
     *                          its detail
     * @throws Exception        ends the stream as failed; the client is told no more than that
     */
    void send(StreamRequest request, Consumer<String> tokens) throws Exception;

    /** Whether a request must be a POST with a body; else it may also be a GET. */
    default boolean needsBody() {
        return false;
    }

    /**
     * Whether it can go on with token {@link StreamRequest#first()} of an interrupted stream. Else a client that reconnects is
     * told not to.
     */
    default boolean resumable() {
        return false;
    }
}
