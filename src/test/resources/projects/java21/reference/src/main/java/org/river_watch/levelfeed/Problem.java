package org.river_watch.levelfeed;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.json.JsonObject;
import io.helidon.webserver.http.ServerResponse;

/**
 * Why a request is not served, as RFC 9457 has it.
 */
record Problem(Status status, String detail) {
    void send(ServerResponse response) {
        response.status(status)
                .header(HeaderNames.CONTENT_TYPE, "application/problem+json")
                .send(toString());
    }

    @Override
    public String toString() {
        return JsonObject.builder()
                .set("title", status.reasonPhrase())
                .set("status", status.code())
                .set("detail", detail)
                .build()
                .toString();
    }
}
