package com.acme.chat.replies;

import java.util.function.Consumer;

/**
 * Where the text of a stream comes from: put your own in place of {@link Greeting}, such as the answer of a model.
 */
interface TokenSource {
    /**
     * Hands over the tokens from number {@link StreamRequest#first()} on, each as soon as it is there, and returns after the
     * last. It runs on the request's own virtual thread, so it may block.
     *
     * @param request what is asked for
     * @param tokens  takes the next token; it blocks while the client is slow, and throws when the client is gone: let that
     *                through
     * @throws Exception ends the stream as failed
     */
    void send(StreamRequest request, Consumer<String> tokens) throws Exception;
}
