package com.example.quotesstream.stream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.helidon.common.media.type.MediaType;
import io.helidon.common.media.type.MediaTypes;
import io.helidon.config.Config;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HttpMediaType;
import io.helidon.http.Status;
import io.helidon.json.JsonObject;
import io.helidon.json.JsonParser;
import io.helidon.json.JsonValue;
import io.helidon.webserver.http.ServerRequest;

/**
 * Reads what a client asks for; each method throws a {@link ProblemException} if that cannot be served.
 */
final class RequestReader {
    private static final HeaderName LAST_EVENT_ID = HeaderNames.create("Last-Event-ID");

    private static final HeaderName LAMBDA_CONTEXT = HeaderNames.create("x-amzn-lambda-context");
    private static final Pattern DEADLINE = Pattern.compile("\"deadline\":([0-9]{1,15})");

    /** Of Lambda. */
    private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(15);

    private final int maxBodySize;
    private final Duration maxDuration;
    private final Duration deadlineMargin;

    RequestReader(Config config) {
        maxBodySize = config.get("max-body-size").asInt().get();
        maxDuration = config.get("max-duration").as(Duration.class).get();
        deadlineMargin = config.get("deadline-margin").as(Duration.class).get();
    }

    /** The format that the client prefers; of several, the first. */
    StreamFormat format(ServerRequest request, List<StreamFormat> formats) {
        StreamFormat best = null;
        double max = 0;
        for (StreamFormat format : formats) {
            double quality = quality(request, MediaTypes.create(format.mediaType()));
            if (quality > max) {
                best = format;
                max = quality;
            }
        }
        if (best == null) {
            throw new ProblemException(Status.NOT_ACCEPTABLE_406, "Accept must allow "
                    + formats.stream().map(StreamFormat::mediaType).collect(Collectors.joining(", ")));
        }
        return best;
    }

    /** Where the stream begins; empty if there is nothing more to send to the client. */
    Optional<EventId> start(ServerRequest request, TokenSource source) {
        Optional<String> last = request.headers().value(LAST_EVENT_ID).filter(value -> !value.isEmpty());
        if (last.isPresent() && !source.resumable()) {
            return Optional.empty();
        }
        return Optional.of(last.flatMap(EventId::parse).orElseGet(EventId::newStream))
                .filter(start -> start.next() != EventId.END);
    }

    /** The time that a stream has: until shortly before Lambda's deadline, which Managed Instances do not enforce. */
    Duration time(ServerRequest request) {
        return request.headers().value(LAMBDA_CONTEXT).map(DEADLINE::matcher).filter(Matcher::find).map(found -> {
            Duration left = Duration.between(Instant.now(), Instant.ofEpochMilli(Long.parseLong(found.group(1))));
            Duration margin = Collections.min(List.of(deadlineMargin, left.dividedBy(2)));
            return Collections.min(List.of(left.minus(margin), LONGEST_TIMEOUT));
        }).orElse(maxDuration);
    }

    /** What a POST sends. */
    JsonObject body(ServerRequest request) {
        if (!isJson(request)) {
            throw new ProblemException(Status.UNSUPPORTED_MEDIA_TYPE_415, "Content-Type must be application/json");
        }
        if (request.headers().contentLength().orElse(0) > maxBodySize) {
            throw tooLarge();
        }
        byte[] body;
        try {
            body = request.content().inputStream().readNBytes(maxBodySize + 1);
        } catch (IOException | RuntimeException e) {
            throw new ProblemException(Status.BAD_REQUEST_400, "The body cannot be read", e);
        }
        if (body.length > maxBodySize) {
            throw tooLarge();
        }
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
            JsonParser parser = JsonParser.create(text.strip());
            JsonObject object = parser.readJsonObject();
            if (!parser.hasNext()) {
                readAll(object);
                return object;
            }
        } catch (CharacterCodingException | RuntimeException | StackOverflowError e) {
            // Not JSON, not UTF-8, or nested too deeply
        }
        throw new ProblemException(Status.BAD_REQUEST_400, "The body must be a JSON object");
    }

    /** Helidon decodes texts and numbers only when they are asked for, and a broken one would fail in the source. */
    private static void readAll(JsonValue value) {
        switch (value.type()) {
            case OBJECT -> value.asObject().keysAsStrings().forEach(key -> readAll(value.asObject().value(key).orElseThrow()));
            case ARRAY -> value.asArray().values().forEach(RequestReader::readAll);
            case STRING -> value.asString().value();
            case NUMBER -> value.asNumber().bigDecimalValue();
            default -> { }
        }
    }

    private ProblemException tooLarge() {
        return new ProblemException(Status.REQUEST_ENTITY_TOO_LARGE_413, "The body must have at most " + maxBodySize + " bytes");
    }

    private static boolean isJson(ServerRequest request) {
        try {
            return request.headers().contentType().map(HttpMediaType::mediaType).filter(MediaTypes.APPLICATION_JSON::equals)
                    .isPresent();
        } catch (RuntimeException e) {
            return false;
        }
    }

    /** From 0, not accepted, to 1, as the most specific of the accepted types says. */
    private static double quality(ServerRequest request, MediaType type) {
        try {
            List<HttpMediaType> accepted = request.headers().acceptedTypes();
            return accepted.isEmpty() ? 1 : accepted.stream()
                    .filter(candidate -> candidate.test(type))
                    .min(Comparator.comparing((HttpMediaType candidate) -> candidate.mediaType().isWildcardType())
                            .thenComparing(candidate -> candidate.mediaType().isWildcardSubtype()))
                    .map(HttpMediaType::qualityFactor).orElse(0.0);
        } catch (RuntimeException e) {
            throw new ProblemException(Status.BAD_REQUEST_400, "Accept must be a list of media types");
        }
    }
}
