package io.github.helidonlmi.lambda;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.json.JsonObject;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

/**
 * The Runtime API, version 2018-06-01: the runtime asks for the next event, and posts its response or an error. Statuses and
 * error types are those of AWS's emulator in its mode for Managed Instances.
 */
final class RuntimeApi implements HttpService {
    private final String functionArn;
    private final Queue<Invocation> events = new ArrayDeque<>();
    private final Map<String, Invocation> running = new HashMap<>();
    private final CompletableFuture<Void> initialized = new CompletableFuture<>();
    private int peak;
    /** Why there is no runtime any more. */
    private String aborted;
    private boolean ended;

    /**
     * @param functionName named in the ARN that the runtime is told
     */
    RuntimeApi(String functionName) {
        functionArn = "arn:aws:lambda:us-east-1:123456789012:function:" + functionName + ":live";
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/runtime/invocation/next", this::next)
                .post("/runtime/invocation/{requestId}/response", this::response)
                .post("/runtime/invocation/{requestId}/error", this::error)
                .post("/runtime/init/error", this::initError);
    }

    synchronized void invoke(Invocation invocation) {
        if (aborted != null) {
            invocation.fail(aborted);
        } else {
            events.add(invocation);
            notify();
        }
    }

    /** Completes when the runtime first asks for an event, or with the error that it reports instead. */
    CompletableFuture<Void> initialized() {
        return initialized;
    }

    /** The largest number of invocations that ran at once. */
    synchronized int peak() {
        return peak;
    }

    /** Ends all that runs or waits to run, because the runtime has disconnected. */
    synchronized void abort(String reason) {
        aborted = reason;
        initialized.completeExceptionally(new IllegalStateException(reason));
        running.values().forEach(invocation -> invocation.fail(reason));
        running.clear();
        events.forEach(event -> event.fail(reason));
        events.clear();
    }

    /** Releases the requests that still wait for an event. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    private synchronized Optional<Invocation> take() throws InterruptedException {
        while (events.isEmpty() && !ended) {
            wait();
        }
        Optional<Invocation> invocation = Optional.ofNullable(events.poll());
        invocation.ifPresent(taken -> running.put(taken.requestId(), taken));
        peak = Math.max(peak, running.size());
        return invocation;
    }

    private synchronized Optional<Invocation> running(ServerRequest request) {
        return Optional.ofNullable(running.get(request.path().pathParameters().get("requestId")));
    }

    /**
     * @param reason of the failure, if it has not succeeded
     */
    private void end(Invocation invocation, String reason) {
        synchronized (this) {
            running.remove(invocation.requestId());
        }
        invocation.fail(reason);
    }

    private void next(ServerRequest request, ServerResponse response) throws InterruptedException {
        initialized.complete(null);
        Optional<Invocation> next = take();
        if (next.isEmpty()) {
            error(response, Status.INTERNAL_SERVER_ERROR_500, "InternalServerError", "Internal Server Error");
            return;
        }
        Invocation invocation = next.get();
        try {
            send(invocation, response);
        } catch (RuntimeException e) {
            end(invocation, "the runtime has disconnected");
            throw e;
        }
    }

    private void send(Invocation invocation, ServerResponse response) {
        response.header(HeaderNames.create("Lambda-Runtime-Aws-Request-Id"), invocation.requestId())
                .header(HeaderNames.create("Lambda-Runtime-Deadline-Ms"),
                        String.valueOf(invocation.deadline().toEpochMilli()))
                .header(HeaderNames.create("Lambda-Runtime-Invoked-Function-Arn"), functionArn)
                .header(HeaderNames.create("Lambda-Runtime-Invocation-Id"), UUID.randomUUID().toString())
                .header(HeaderNames.create("Lambda-Runtime-Trace-Id"), "Root=1-0-" + invocation.requestId())
                .header(HeaderNames.CONTENT_TYPE, "application/json")
                .send(invocation.event());
    }

    private void response(ServerRequest request, ServerResponse response) {
        Optional<Invocation> invocation = running(request);
        if (invocation.isEmpty()) {
            invalidRequestId(response);
            return;
        }
        try (InputStream body = request.content().inputStream()) {
            invocation.get().respond(body);
            accepted(response);
        } catch (Invocation.TimeoutException e) {
            error(response, Status.GONE_410, "InvokeTimeout", "Invoke timeout");
        } catch (Invocation.TooLargeException e) {
            error(response, Status.REQUEST_ENTITY_TOO_LARGE_413, "RequestEntityTooLarge", e.getMessage());
        } catch (IOException | RuntimeException e) {
            error(response, Status.BAD_REQUEST_400, "InvalidResponse", String.valueOf(e.getMessage()));
        } finally {
            end(invocation.get(), "invalid response");
        }
    }

    private void error(ServerRequest request, ServerResponse response) {
        Optional<Invocation> invocation = running(request);
        if (invocation.isEmpty()) {
            invalidRequestId(response);
            return;
        }
        boolean late = invocation.get().late();
        end(invocation.get(), text(request));
        if (late) {
            error(response, Status.GONE_410, "InvokeTimeout", "Invoke timeout");
        } else {
            accepted(response);
        }
    }

    private void initError(ServerRequest request, ServerResponse response) {
        initialized.completeExceptionally(new IllegalStateException(text(request)));
        accepted(response);
    }

    /** The body, whatever its headers say. */
    private static String text(ServerRequest request) {
        try (InputStream body = request.content().inputStream()) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException | RuntimeException e) {
            return "unreadable error: " + e;
        }
    }

    private static void accepted(ServerResponse response) {
        response.status(Status.ACCEPTED_202)
                .header(HeaderNames.CONTENT_TYPE, "application/json")
                .send("{\"status\":\"OK\"}");
    }

    private static void invalidRequestId(ServerResponse response) {
        error(response, Status.BAD_REQUEST_400, "InvalidRequestID", "Invalid request ID");
    }

    private static void error(ServerResponse response, Status status, String type, String message) {
        response.status(status)
                .header(HeaderNames.CONTENT_TYPE, "application/json")
                .send(JsonObject.builder().set("errorType", type).set("errorMessage", message).build().toString());
    }
}
