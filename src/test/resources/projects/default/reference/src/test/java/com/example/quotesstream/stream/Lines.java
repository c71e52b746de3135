package com.example.quotesstream.stream;

import io.helidon.json.JsonObject;

/**
 * A format of the tests that has everything: a line for each token, for the end, for a failure and for a heartbeat.
 */
class Lines implements StreamFormat {
    static final String TYPE = "text/x-lines";

    @Override
    public String mediaType() {
        return TYPE;
    }

    @Override
    public String token(String id, int index, String text) {
        return text + "\n";
    }

    @Override
    public String done(String id, JsonObject facts) {
        return "done\n";
    }

    @Override
    public String error(String id, int index, JsonObject problem) {
        return "error " + problem + "\n";
    }

    @Override
    public String heartbeat() {
        return "heartbeat\n";
    }
}
