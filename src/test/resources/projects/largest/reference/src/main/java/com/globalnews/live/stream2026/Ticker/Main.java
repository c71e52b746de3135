package com.globalnews.live.stream2026.Ticker;

import io.helidon.common.media.type.MediaTypes;
import io.helidon.config.Config;
import io.helidon.config.ConfigSources;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.logging.common.LogConfig;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

/**
 * Starts the server and routes its paths.
 */
public final class Main {
    private static final Header ALLOW_GET = HeaderValues.createCached(HeaderNames.ALLOW, "GET");

    private Main() {
    }

    /**
     * Starts the server that {@code application.yaml} describes, unless a system property or an environment variable
     * overrides it.
     *
     * @param args not used
     */
    public static void main(String[] args) {
        LogConfig.configureRuntime();
        start(Config.builder(ConfigSources.classpath("application.yaml")).build(), new Greeting());
    }

    static WebServer start(Config config, TokenSource source) {
        return WebServer.builder()
                .config(config.get("server"))
                .routing(routing -> routing(routing, config, source))
                .build()
                .start();
    }

    static void methodNotAllowed(ServerRequest request, ServerResponse response) {
        response.status(Status.METHOD_NOT_ALLOWED_405)
                .header(ALLOW_GET)
                .send();
    }

    private static void routing(HttpRouting.Builder routing, Config config, TokenSource source) {
        routing.addFilter(new RequestIds())
                .register(new StreamService(config.get("stream"), source, new Metrics(config.get("metrics"))))
                .register("/ui", new UiService())
                .get("/health", Main::health)
                .any("/health", Main::methodNotAllowed);
    }

    private static void health(ServerRequest request, ServerResponse response) {
        response.headers().contentType(MediaTypes.APPLICATION_JSON);
        response.send("{\"status\":\"healthy\"}");
    }
}
