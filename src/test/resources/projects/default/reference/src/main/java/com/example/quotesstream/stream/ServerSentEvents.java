package com.example.quotesstream.stream;

import io.helidon.json.JsonObject;
import io.helidon.json.JsonString;

/**
 * An event for each token, then an event {@code done} or {@code error}. A token is a JSON string, so that it keeps its white
 * space. The id comes last in its event: a client that is cut off before has not received the event. It says which token is the
 * next one.
 */
public final class ServerSentEvents implements StreamFormat {
    @Override
    public String mediaType() {
        return "text/event-stream";
    }

    @Override
    public String token(String id, int index, String text) {
        return "data: " + StreamFormat.json(JsonString.create(text)) + "\nid: " + new EventId(id, index + 1) + "\n\n";
    }

    @Override
    public String done(String id, JsonObject facts) {
        return "event: done\ndata: " + StreamFormat.json(facts) + "\nid: " + new EventId(id, EventId.END) + "\n\n";
    }

    @Override
    public String error(String id, int index, JsonObject problem) {
        return "event: error\ndata: " + StreamFormat.json(problem) + "\nid: " + new EventId(id, index) + "\n\n";
    }

    /** No blank line after it: with one, some clients deliver an empty event. */
    @Override
    public String heartbeat() {
        return ": heartbeat\n";
    }
}
