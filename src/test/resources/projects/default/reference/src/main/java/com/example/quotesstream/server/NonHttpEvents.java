package com.example.quotesstream.server;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

/**
 * Fails events that are not HTTP requests, such as a record of a queue, which would delete it if it were taken for a success.
 * The adapter posts such events to the path in {@code AWS_LWA_PASS_THROUGH_PATH}, and makes errors of the statuses in
 * {@code AWS_LWA_ERROR_STATUS_CODES}.
 */
public final class NonHttpEvents implements HttpService {
    /** Not used for anything else: no HTTP request may become an error of the function. */
    private static final Status FAILED = Status.create(599, "Not an HTTP request");
    /** Set by the adapter for every event, whatever the caller has sent: null unless the event is an HTTP request. */
    private static final HeaderName REQUEST_CONTEXT = HeaderNames.create("x-amzn-request-context");
    private static final Logger LOGGER = System.getLogger(NonHttpEvents.class.getName());

    @Override
    public void routing(HttpRules rules) {
        rules.post("/", NonHttpEvents::fail);
    }

    private static void fail(ServerRequest request, ServerResponse response) {
        if (request.headers().value(REQUEST_CONTEXT).filter("null"::equals).isPresent()) {
            LOGGER.log(Level.ERROR, "The function was invoked with an event that is not an HTTP request: it serves its URL only");
            response.status(FAILED).send();
        } else {
            response.next();
        }
    }
}
