package ${package}.server;

import java.nio.charset.StandardCharsets;

import ${package}.stream.ProblemException;

import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.http.DirectHandlers;

/**
 * What Helidon answers without a handler, as a problem of RFC 9457 that names nothing of the request.
 */
public final class DirectProblems implements DirectHandler {
    private DirectProblems() {
    }

    public static DirectHandlers handlers() {
        DirectHandlers.Builder handlers = DirectHandlers.builder();
        for (EventType type : EventType.values()) {
            handlers.addHandler(type, new DirectProblems());
        }
        return handlers.build();
    }

    @Override
    public TransportResponse handle(TransportRequest request, EventType type, Status status, ServerResponseHeaders headers,
                                    String message) {
        // Helidon calls it an internal error when it cannot even read the first line of a request
        Status answered = type == EventType.INTERNAL_ERROR && request.method().isEmpty() ? Status.BAD_REQUEST_400 : status;
        ProblemException problem = new ProblemException(answered, answered.reasonPhrase());
        byte[] body = problem.toJson().toString().getBytes(StandardCharsets.UTF_8);
        TransportResponse.Builder response = TransportResponse.builder()
                .status(answered)
                .headers(headers)
                .keepAlive(type.keepAlive())
                .header(HeaderNames.CONTENT_TYPE, "application/problem+json")
                .header(HeaderNames.CONTENT_LENGTH, String.valueOf(body.length));
        // The body of a response to HEAD would be taken for the next response
        return request.method().equals(Method.HEAD.text()) ? response.build() : response.entity(body).build();
    }
}
