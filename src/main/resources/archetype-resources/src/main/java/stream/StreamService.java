package ${package}.stream;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

import io.helidon.common.concurrency.limits.FixedLimit;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.concurrency.limits.LimitAlgorithm;
import io.helidon.config.Config;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.json.JsonObject;
import io.helidon.logging.common.HelidonMdc;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

/**
 * Streams the tokens of sources, each at a path of its own, all together as many at once as the limit allows.
 */
public final class StreamService implements HttpService {
    private static final HeaderName STREAM_ID = HeaderNames.create("Stream-Id");
    private static final Header VARY_ACCEPT = HeaderValues.createCached(HeaderNames.VARY, "Accept");
    private static final String MDC_STREAM_ID = "streamId";

    private final Map<String, TokenSource> sources = new LinkedHashMap<>();
    private final List<StreamFormat> formats = new ArrayList<>();
    private final StreamListeners listeners = new StreamListeners();
    private final RequestReader reader;
    private final Limit limit;
    private final StreamWatch watch;

    /**
     * @param config the section {@code stream} of application.yaml
     */
    public StreamService(Config config) {
        reader = new RequestReader(config);
        limit = FixedLimit.create(config.get("limit"));
        watch = new StreamWatch(config, listeners);
        listeners.add(new StreamLog());
#if($javaVersion != '21')
        config.get("training").asString().ifPresent(path -> source(path, new Training()));
#end
    }

    /** Serves a source at a path. */
    public StreamService source(String path, TokenSource source) {
        sources.put(path, source);
        return this;
    }

    /** Offers a format; the first is for clients that accept any. */
    public StreamService format(StreamFormat format) {
        formats.add(format);
        return this;
    }

    /** Tells somebody of every stream. */
    public StreamService listener(StreamListener listener) {
        listeners.add(listener);
        return this;
    }

    @Override
    public void routing(HttpRules rules) {
        sources.forEach((path, source) -> rules.any(path, (request, response) -> serve(request, response, source)));
    }

    @Override
    public void beforeStart() {
        watch.start();
    }

    @Override
    public void afterStop() {
        watch.stop();
    }

    private void serve(ServerRequest request, ServerResponse response, TokenSource source) {
        Optional<EventId> start = reader.start(request, source);
        String id = start.orElseGet(EventId::newStream).stream();
        response.header(STREAM_ID, id);
        response.header(VARY_ACCEPT);
        HelidonMdc.set(MDC_STREAM_ID, id);
        try {
            serve(request, response, source, start);
        } catch (ProblemException e) {
            e.send(request, response);
        } finally {
            HelidonMdc.remove(MDC_STREAM_ID);
        }
    }

    private void serve(ServerRequest request, ServerResponse response, TokenSource source, Optional<EventId> start) {
        Method method = request.prologue().method();
        List<Method> allowed = source.needsBody() ? List.of(Method.POST) : List.of(Method.GET, Method.HEAD, Method.POST);
        if (!allowed.contains(method)) {
            String list = allowed.stream().map(Method::text).collect(Collectors.joining(", "));
            response.header(HeaderNames.ALLOW, list);
            throw new ProblemException(Status.METHOD_NOT_ALLOWED_405, "Allowed here: " + list);
        }
        StreamFormat format = reader.format(request, formats);
        if (method.equals(Method.HEAD)) {
            sendHeaders(response.header(HeaderNames.CONTENT_TYPE, format.contentType()));
            return;
        }
        JsonObject body = method.equals(Method.POST) ? reader.body(request) : JsonObject.empty();
        if (start.isEmpty()) {
            sendHeaders(response.status(Status.NO_CONTENT_204));
            return;
        }
        StreamRequest stream = new StreamRequest(start.get().stream(), start.get().next(), request.query(), body);
        if (limit.tryAcquireOutcome(false) instanceof LimitAlgorithm.Outcome.Accepted accepted) {
            watch.run(new Stream(source, stream, format, request, response, reader.time(request), listeners), accepted.token());
        } else {
            listeners.ended(StreamEnd.rejected(stream.id()));
            throw new ProblemException(Status.SERVICE_UNAVAILABLE_503, "Concurrency limit reached. Retry later.");
        }
    }

    /** Without the length 0 that Helidon announces, unless a filter may change it: it is not that of GET, and 204 has none. */
    private static void sendHeaders(ServerResponse response) {
        response.headers().remove(HeaderNames.CONTENT_LENGTH);
        response.streamFilter(UnaryOperator.identity());
        response.send();
    }
}
