package io.tiny;

import java.util.Optional;

import io.helidon.json.JsonObject;

/**
 * A JSON object a line; the last one says that the stream is complete, or why it is not.
 */
final class Ndjson implements StreamFormat {
    @Override
    public String contentType() {
        return "application/x-ndjson";
    }

    @Override
    public String token(String id, int index, String text) {
        return JsonObject.builder().set("id", id).set("index", index).set("token", text).build() + "\n";
    }

    @Override
    public String end(String id, int tokens) {
        return JsonObject.builder().set("id", id).set("done", true).set("tokens", tokens).build() + "\n";
    }

    @Override
    public Optional<String> failure(String problem) {
        return Optional.of("{\"error\":" + problem + "}\n");
    }
}
