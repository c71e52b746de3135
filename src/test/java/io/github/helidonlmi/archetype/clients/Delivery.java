package io.github.helidonlmi.archetype.clients;

import java.io.StringReader;
import java.util.Locale;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;

/**
 * What a client has delivered to the one who uses it.
 *
 * @param job    the client, and what it is tried with
 * @param at     when, in ms since 1970
 * @param kind   what it is
 * @param event  type of an event, "message" if it names none
 * @param id     last event id
 * @param data   of an event, or a piece of the body
 * @param reason why it is over, for the message of a test that fails
 */
record Delivery(String job, long at, Kind kind, String event, String id, String data, String reason) {
    enum Kind {
        EVENT,
        /** The connection was lost: the client may connect again. */
        LOST,
        /** The client has come to its end by itself. */
        END
    }

    /** Reads what the clients in {@code src/test/tools/clients} print. */
    static Delivery parse(String line) {
        try (JsonReader reader = Json.createReader(new StringReader(line))) {
            JsonObject json = reader.readObject();
            return new Delivery(json.getString("job"), json.getJsonNumber("at").longValue(),
                    Kind.valueOf(json.getString("type").toUpperCase(Locale.ROOT)), json.getString("event", ""),
                    json.getString("id", ""), json.getString("data", ""), json.getString("reason", ""));
        }
    }

    boolean isEvent(String type) {
        return kind == Kind.EVENT && event.equals(type);
    }
}
