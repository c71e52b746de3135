package io.github.helidonlmi.lambda;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

/**
 * The Runtime API, version 2018-06-01: the runtime asks for the next event, and posts its response or an error.
 */
final class RuntimeApi implements HttpService {
    private static final String FUNCTION_ARN = "arn:aws:lambda:us-east-1:123456789012:function:function:live";

    private final BlockingQueue<Invocation> events = new LinkedBlockingQueue<>();
    private final Map<String, Invocation> running = new ConcurrentHashMap<>();
    private final CompletableFuture<Void> initialized = new CompletableFuture<>();
    private final AtomicInteger peak = new AtomicInteger();

    @Override
    public void routing(HttpRules rules) {
        rules.get("/runtime/invocation/next", this::next)
                .post("/runtime/invocation/{requestId}/response", this::response)
                .post("/runtime/invocation/{requestId}/error", this::error)
                .post("/runtime/init/error", this::initError);
    }

    void invoke(Invocation invocation) {
        events.add(invocation);
    }

    /** Completes when the runtime first asks for an event, or with the error that it reports instead. */
    CompletableFuture<Void> initialized() {
        return initialized;
    }

    /** The most invocations that the runtime had at once. */
    int peak() {
        return peak.get();
    }

    /** Ends all that runs, because the runtime is gone. */
    void abort(String reason) {
        initialized.completeExceptionally(new IllegalStateException(reason));
        running.values().forEach(invocation -> invocation.fail(reason));
        running.clear();
    }

    private void next(ServerRequest request, ServerResponse response) throws InterruptedException {
        initialized.complete(null);
        Invocation invocation = events.take();
        running.put(invocation.requestId(), invocation);
        peak.accumulateAndGet(running.size(), Math::max);
        response.header(HeaderNames.create("Lambda-Runtime-Aws-Request-Id"), invocation.requestId())
                .header(HeaderNames.create("Lambda-Runtime-Deadline-Ms"),
                        String.valueOf(invocation.deadline().toEpochMilli()))
                .header(HeaderNames.create("Lambda-Runtime-Invoked-Function-Arn"), FUNCTION_ARN)
                .header(HeaderNames.create("Lambda-Runtime-Trace-Id"), "Root=1-0-" + invocation.requestId())
                .header(HeaderNames.CONTENT_TYPE, "application/json")
                .send(invocation.event().toString().getBytes(StandardCharsets.UTF_8));
    }

    private void response(ServerRequest request, ServerResponse response) throws Exception {
        Invocation invocation = end(request);
        try (InputStream body = request.content().inputStream()) {
            invocation.respond(body);
        } finally {
            running.remove(invocation.requestId());
        }
        accepted(response);
    }

    private void error(ServerRequest request, ServerResponse response) {
        Invocation invocation = end(request);
        running.remove(invocation.requestId());
        invocation.fail(request.content().as(String.class));
        accepted(response);
    }

    private void initError(ServerRequest request, ServerResponse response) {
        initialized.completeExceptionally(new IllegalStateException(request.content().as(String.class)));
        accepted(response);
    }

    private Invocation end(ServerRequest request) {
        Invocation invocation = running.get(request.path().pathParameters().get("requestId"));
        if (invocation == null) {
            throw new IllegalStateException("no such invocation: " + request.path());
        }
        return invocation;
    }

    private static void accepted(ServerResponse response) {
        response.status(Status.ACCEPTED_202).send("{\"status\":\"OK\"}");
    }
}
