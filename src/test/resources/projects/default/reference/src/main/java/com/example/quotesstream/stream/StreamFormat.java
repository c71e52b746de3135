package com.example.quotesstream.stream;

import io.helidon.json.JsonObject;
import io.helidon.json.JsonValue;

/**
 * What a stream looks like on the wire.
 */
public interface StreamFormat {
    /** Type and subtype, without parameters. */
    String mediaType();

    /** What the client is told. */
    default String contentType() {
        return mediaType();
    }

    /**
     * A token.
     *
     * @param id    id of the stream
     * @param index index of the token, from 0
     * @param text  the token
     */
    String token(String id, int index, String text);

    /**
     * What follows the last token; empty where only the end of the body can tell.
     *
     * @param id    id of the stream
     * @param facts what the source tells of its end
     */
    default String done(String id, JsonObject facts) {
        return "";
    }

    /**
     * What tells the client that the stream has failed; empty where only a body that is cut off can tell.
     *
     * @param id      id of the stream
     * @param index   index of the token that did not come
     * @param problem a problem of RFC 9457
     */
    default String error(String id, int index, JsonObject problem) {
        return "";
    }

    /** What is sent while no token comes, so that a client that has disconnected is noticed; empty where nothing can be. */
    default String heartbeat() {
        return "";
    }

    /** On one line, also for a client that takes each line end of Unicode for one. */
    static String json(JsonValue value) {
        return value.toString().replace("\u0085", "\\u0085").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029");
    }
}
