package io.github.helidonlmi.lambda;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;

/**
 * The Extensions API, version 2020-01-01: an extension registers, and waits for SHUTDOWN if it has asked for it.
 */
final class ExtensionsApi implements HttpService {
    private static final HeaderName NAME = HeaderNames.create("Lambda-Extension-Name");
    private static final HeaderName IDENTIFIER = HeaderNames.create("Lambda-Extension-Identifier");

    /** Identifier of each registered extension, and whether it has asked for SHUTDOWN. */
    private final Map<String, Boolean> registered = new ConcurrentHashMap<>();
    private final CountDownLatch shutdown = new CountDownLatch(1);
    private final CountDownLatch end = new CountDownLatch(1);

    @Override
    public void routing(HttpRules rules) {
        rules.post("/extension/register", this::register)
                .get("/extension/event/next", this::next);
    }

    /** Tells the extensions that have asked for it. */
    void shutdown() {
        shutdown.countDown();
    }

    /** Lets go of the others, which are gone by now. */
    void end() {
        end.countDown();
    }

    private void register(ServerRequest request, ServerResponse response) {
        if (!request.headers().contains(NAME)) {
            error(response, Status.BAD_REQUEST_400, "InvalidExtensionName");
            return;
        }
        try (JsonReader reader = Json.createReader(request.content().inputStream())) {
            JsonObject registration = reader.readObject();
            String identifier = UUID.randomUUID().toString();
            registered.put(identifier, registration.getJsonArray("events").toString().contains("\"SHUTDOWN\""));
            response.header(IDENTIFIER, identifier)
                    .send("{\"functionName\":\"function\",\"functionVersion\":\"1\",\"handler\":\"run.sh\"}");
        }
    }

    private void next(ServerRequest request, ServerResponse response) throws InterruptedException {
        Boolean wantsShutdown = registered.get(request.headers().value(IDENTIFIER).orElse(""));
        if (wantsShutdown == null) {
            error(response, Status.FORBIDDEN_403, "UnknownExtensionIdentifier");
        } else if (wantsShutdown) {
            shutdown.await();
            response.send("{\"eventType\":\"SHUTDOWN\",\"shutdownReason\":\"spindown\"}");
        } else {
            end.await();
            error(response, Status.GONE_410, "Ended");
        }
    }

    private static void error(ServerResponse response, Status status, String type) {
        response.status(status).send(Json.createObjectBuilder()
                .add("errorType", "Extension." + type).add("errorMessage", type).build().toString());
    }
}
