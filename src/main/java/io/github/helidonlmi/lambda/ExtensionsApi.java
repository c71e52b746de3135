package io.github.helidonlmi.lambda;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.json.JsonArray;
import io.helidon.json.JsonException;
import io.helidon.json.JsonObject;
import io.helidon.json.JsonParser;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

/**
 * The Extensions API, version 2020-01-01: an extension registers, and waits for SHUTDOWN if it has asked for it.
 */
final class ExtensionsApi implements HttpService {
    private static final HeaderName NAME = HeaderNames.create("Lambda-Extension-Name");
    private static final HeaderName IDENTIFIER = HeaderNames.create("Lambda-Extension-Identifier");

    /** The time that an extension has after SHUTDOWN: defaultShutdownTimeout in the emulator's shutdown.go. */
    static final Duration GRACE = Duration.ofSeconds(2);
    private static final Pattern UUID_FORMAT = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final String SHUTDOWN = "SHUTDOWN";
    /** What an extension on Managed Instances may ask for; INVOKE is not one of them. */
    private static final Set<String> EVENTS = Set.of(SHUTDOWN);

    private final FunctionConfiguration function;
    /** Identifier of each registered extension, and whether it has asked for SHUTDOWN. */
    private final Map<String, Boolean> registered = new ConcurrentHashMap<>();
    private final CompletableFuture<String> shutdown = new CompletableFuture<>();
    private final CountDownLatch end = new CountDownLatch(1);

    ExtensionsApi(FunctionConfiguration function) {
        this.function = function;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.post("/extension/register", this::register)
                .get("/extension/event/next", this::next);
    }

    /**
     * Sends SHUTDOWN to the extensions that have asked for it.
     *
     * @param reason {@code spindown} or {@code failure}
     * @return whether there are any
     */
    boolean shutdown(String reason) {
        shutdown.complete(reason);
        return registered.containsValue(true);
    }

    /** Releases the requests of extensions that have ended by now. */
    void end() {
        end.countDown();
    }

    private void register(ServerRequest request, ServerResponse response) {
        if (!request.headers().contains(NAME)) {
            error(response, "Extension.InvalidExtensionName", "Empty extension name");
            return;
        }
        List<String> events;
        try {
            events = JsonParser.create(request.content().as(byte[].class)).readJsonObject()
                    .arrayValue("events").orElse(JsonArray.empty()).values().stream()
                    .map(event -> event.asString().value()).toList();
        } catch (JsonException e) {
            error(response, "InvalidRequestFormat", e.getMessage());
            return;
        }
        if (!EVENTS.containsAll(events)) {
            error(response, "Extension.InvalidEventType", events + ": must be of " + EVENTS);
            return;
        }
        String identifier = UUID.randomUUID().toString();
        registered.put(identifier, events.contains(SHUTDOWN));
        response.header(IDENTIFIER, identifier)
                .header(HeaderNames.CONTENT_TYPE, "application/json")
                .send(JsonObject.builder().set("functionName", function.name()).set("functionVersion", "1")
                        .set("handler", function.handler()).build().toString());
    }

    private void next(ServerRequest request, ServerResponse response) throws InterruptedException {
        String identifier = request.headers().value(IDENTIFIER).orElse("");
        Boolean wantsShutdown = registered.get(identifier);
        if (identifier.isEmpty()) {
            error(response, "Extension.MissingExtensionIdentifier", "Missing Lambda-Extension-Identifier header");
        } else if (!UUID_FORMAT.matcher(identifier).matches()) {
            error(response, "Extension.InvalidExtensionIdentifier", "Invalid Lambda-Extension-Identifier");
        } else if (wantsShutdown == null) {
            error(response, "Extension.UnknownExtensionIdentifier", "Unknown extension");
        } else if (wantsShutdown) {
            response.send(JsonObject.builder().set("eventType", SHUTDOWN).set("shutdownReason", shutdown.join())
                    .set("deadlineMs", Instant.now().plus(GRACE).toEpochMilli()).build().toString());
        } else {
            end.await();
            error(response, "Extension.InvalidExtensionState", "The execution environment has ended");
        }
    }

    private static void error(ServerResponse response, String type, String message) {
        response.status(Status.FORBIDDEN_403)
                .header(HeaderNames.CONTENT_TYPE, "application/json")
                .send(JsonObject.builder().set("errorType", type).set("errorMessage", message).build().toString());
    }
}
