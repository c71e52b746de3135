package ${package}.stream;

import io.helidon.json.JsonObject;

/**
 * A JSON object a line; the last one says that the stream is complete, or why it is not.
 */
public final class Ndjson implements StreamFormat {
    @Override
    public String mediaType() {
        return "application/x-ndjson";
    }

    @Override
    public String token(String id, int index, String text) {
        return line(JsonObject.builder().set("id", id).set("index", index).set("token", text));
    }

    @Override
    public String done(String id, JsonObject facts) {
        return line(JsonObject.builder().set("id", id).set("done", true).from(facts));
    }

    @Override
    public String error(String id, int index, JsonObject problem) {
        return line(JsonObject.builder().set("id", id).set("error", problem));
    }

    private static String line(JsonObject.Builder object) {
        return StreamFormat.json(object.build()) + "\n";
    }
}
