package org.river_watch.levelfeed;

import java.util.Optional;

/**
 * What a stream looks like on the wire.
 */
interface StreamFormat {
    String contentType();

    /**
     * A token.
     *
     * @param id    id of the stream
     * @param index number of the token, from 0
     * @param text  the token
     */
    String token(String id, int index, String text);

    /**
     * What follows the last token.
     *
     * @param id     id of the stream
     * @param tokens how many tokens the whole stream has
     */
    default String end(String id, int tokens) {
        return "";
    }

    /**
     * What tells the client that the stream has failed; empty where only a body that is cut off can tell.
     *
     * @param problem a JSON object
     */
    default Optional<String> failure(String problem) {
        return Optional.empty();
    }

    /**
     * What shows whether a client is still there while no token comes; empty where nothing can be added.
     */
    default Optional<String> heartbeat() {
        return Optional.empty();
    }
}
