package com.globalnews.live.stream2026.Ticker;

import java.util.Optional;

import io.helidon.json.JsonString;

/**
 * An event for each token, which is a JSON string so that its white space survives, then a {@code done} event, or an
 * {@code error} event.
 */
final class ServerSentEvents implements StreamFormat {
    @Override
    public String contentType() {
        return "text/event-stream";
    }

    @Override
    public String token(String id, int index, String text) {
        return "id: " + id + "-" + index + "\ndata: " + JsonString.create(text) + "\n\n";
    }

    @Override
    public String end(String id, int tokens) {
        return "event: done\ndata: {\"tokens\":" + tokens + "}\n\n";
    }

    @Override
    public Optional<String> failure(String problem) {
        return Optional.of("event: error\ndata: " + problem + "\n\n");
    }

    @Override
    public Optional<String> heartbeat() {
        return Optional.of(": heartbeat\n\n");
    }
}
