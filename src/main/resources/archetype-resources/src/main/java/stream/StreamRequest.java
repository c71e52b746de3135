package ${package}.stream;

import java.util.Optional;

import io.helidon.common.uri.UriQuery;
import io.helidon.http.Status;
import io.helidon.json.JsonObject;
import io.helidon.json.JsonValueType;

/**
 * What a client asks for.
 *
 * @param id    8 hexadecimal digits, the same when an interrupted stream is resumed
 * @param first index of the first token to send: 0, or for a resumed stream as many as the client has got
 * @param query the parameters after the path
 * @param body  of a POST; empty for a GET
 * @param facts what the source adds to {@code done}, the log and, if it is a number, the metrics, such as a count of tokens
 */
public record StreamRequest(String id, int first, UriQuery query, JsonObject body, JsonObject.Builder facts) {
    /** Without facts yet. */
    public StreamRequest(String id, int first, UriQuery query, JsonObject body) {
        this(id, first, query, body, JsonObject.builder());
    }

    /**
     * A text in the body.
     *
     * @throws ProblemException 400 if it is something else than a text
     */
    public Optional<String> text(String name) {
        return body.value(name).map(value -> {
            if (value.type() != JsonValueType.STRING) {
                throw new ProblemException(Status.BAD_REQUEST_400, name + " must be a text");
            }
            return value.asString().value();
        });
    }
}
