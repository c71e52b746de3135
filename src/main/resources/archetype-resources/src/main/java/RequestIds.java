package ${package};

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.logging.common.HelidonMdc;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;

/**
 * Puts the ids that Lambda gives a request into each of its log records, provided that they look like ids.
 */
final class RequestIds implements Filter {
    private static final String REQUEST_ID = "requestId";
    private static final String TRACE_ID = "traceId";
    private static final HeaderName LAMBDA_CONTEXT = HeaderNames.create("x-amzn-lambda-context");
    private static final HeaderName TRACE_HEADER = HeaderNames.create("x-amzn-trace-id");
    private static final Pattern REQUEST_ID_FIELD = Pattern.compile("\"request_id\":\"([A-Za-z0-9-]{1,64})\"");
    private static final Pattern TRACE_ID_FIELD = Pattern.compile("(?:^|;)Root=([A-Za-z0-9-]{1,64})(?:;|$)");

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        put(REQUEST_ID, request, LAMBDA_CONTEXT, REQUEST_ID_FIELD);
        put(TRACE_ID, request, TRACE_HEADER, TRACE_ID_FIELD);
        try {
            chain.proceed();
        } finally {
            // The thread serves the connection's next request, too
            HelidonMdc.remove(REQUEST_ID);
            HelidonMdc.remove(TRACE_ID);
        }
    }

    private static void put(String key, RoutingRequest request, HeaderName header, Pattern field) {
        request.headers().value(header).map(field::matcher).filter(Matcher::find)
                .ifPresent(found -> HelidonMdc.set(key, found.group(1)));
    }
}
