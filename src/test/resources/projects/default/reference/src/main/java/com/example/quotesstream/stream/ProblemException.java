package com.example.quotesstream.stream;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.json.JsonObject;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

/**
 * Why a request is not served, told to the client as RFC 9457 has it.
 */
public final class ProblemException extends RuntimeException {
    private static final Header RETRY_AFTER_1_S = HeaderValues.createCached(HeaderNames.RETRY_AFTER, 1);

    private final Status status;

    /**
     * @param status of the response, 400 to 599
     * @param detail what the client is told; it must not contain secrets
     */
    public ProblemException(Status status, String detail) {
        this(status, detail, null);
    }

    /**
     * @param status of the response, 400 to 599
     * @param detail what the client is told; it must not contain secrets
     * @param cause  for the log only
     */
    public ProblemException(Status status, String detail, Throwable cause) {
        super(Optional.ofNullable(detail).orElse(status.reasonPhrase()), cause);
        this.status = status;
    }

    public Status status() {
        return status;
    }

    /** Answers a request with it. */
    public void send(ServerRequest request, ServerResponse response) {
        if (status.equals(Status.SERVICE_UNAVAILABLE_503) || status.equals(Status.TOO_MANY_REQUESTS_429)) {
            response.header(RETRY_AFTER_1_S);
        }
        response.status(status).header(HeaderNames.CONTENT_TYPE, "application/problem+json");
        byte[] body = toJson().toString().getBytes(StandardCharsets.UTF_8);
        response.headers().contentLength(body.length);
        // Helidon would send the body also for a HEAD, and the client take it for the next response
        if (request.prologue().method().equals(Method.HEAD)) {
            response.send();
        } else {
            response.send(body);
        }
    }

    /** The body of the response. */
    public JsonObject toJson() {
        return JsonObject.builder()
                .set("title", status.reasonPhrase())
                .set("status", status.code())
                .set("detail", getMessage())
                .build();
    }
}
