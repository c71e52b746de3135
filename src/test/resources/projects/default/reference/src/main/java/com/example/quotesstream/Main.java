package com.example.quotesstream;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;

import com.example.quotesstream.server.ConnectionClose;
import com.example.quotesstream.server.DirectProblems;
import com.example.quotesstream.server.ListenerCheck;
import com.example.quotesstream.server.NonHttpEvents;
import com.example.quotesstream.server.ReadTimeout;
import com.example.quotesstream.stream.Ndjson;
import com.example.quotesstream.stream.PlainText;
import com.example.quotesstream.stream.ProblemException;
import com.example.quotesstream.stream.ServerSentEvents;
import com.example.quotesstream.stream.StreamService;

import io.helidon.common.media.type.MediaTypes;
import io.helidon.common.socket.SocketOptions;
import io.helidon.config.Config;
import io.helidon.config.ConfigSources;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.PathMatchers;
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
    static {
        // Before the first logger is made
        System.setProperty("java.util.logging.manager", ShutdownLogManager.class.getName());
    }

    private static final Logger LOGGER = System.getLogger(Main.class.getName());
    private static final int SPARE_CONNECTIONS = 64;

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
        Config config = Config.builder(ConfigSources.classpath("application.yaml")).build();
        try {
            WebServer server = start(config);
            if (!server.isRunning()) {
                throw new IllegalStateException("Port " + config.get("server.port").asString().get()
                        + " is taken. Stop what listens there, or set PORT to another port.");
            }
            LOGGER.log(Level.INFO, "Listening at http://localhost:" + server.port() + "/");
            ListenerCheck.start(server.port());
        } catch (RuntimeException e) {
            LOGGER.log(Level.ERROR, "The service cannot start with this configuration. " + e.getMessage());
            System.exit(1);
        }
    }

    static WebServer start(Config config) {
        return WebServer.builder()
                // Fewer than Lambda has file descriptors, and more than there are streams, so that others are refused at once
                .maxTcpConnections(config.get("stream.limit.permits").asInt().get() + SPARE_CONNECTIONS)
                .config(config.get("server"))
                .connectionOptions(new ReadTimeout(SocketOptions.create(config.get("server.connection-options"))))
                .directHandlers(DirectProblems.handlers())
                .routing(routing -> routing(routing, config))
                .build()
                .start();
    }

    private static void routing(HttpRouting.Builder routing, Config config) {
        StreamService streams = new StreamService(config.get("stream"));
        streams.source("/", new Greeting(config.get("greeting")));
        streams.format(new PlainText());
        streams.format(new ServerSentEvents());
        streams.format(new Ndjson());
        streams.listener(new Metrics(config.get("metrics")));

        routing.addFilter(new ConnectionClose());
        routing.addFilter(new RequestIds());
        routing.register(streams);
        routing.register("/ui", new UiService());
        routing.register("/non-http-events", new NonHttpEvents());
        routing.route(Method.predicate(Method.GET, Method.HEAD), PathMatchers.exact("/health"), Main::health);
        routing.any("/health", Main::methodNotAllowed);
        routing.error(DateTimeException.class, (request, response, e) ->
                new ProblemException(Status.BAD_REQUEST_400, "A header is not a date").send(request, response));
    }

    private static void health(ServerRequest request, ServerResponse response) {
        response.headers().contentType(MediaTypes.APPLICATION_JSON);
        byte[] body = "{\"status\":\"healthy\"}".getBytes(StandardCharsets.US_ASCII);
        if (request.prologue().method().equals(Method.HEAD)) {
            response.headers().contentLength(body.length);
            response.send();
        } else {
            response.send(body);
        }
    }

    private static void methodNotAllowed(ServerRequest request, ServerResponse response) {
        response.header(HeaderNames.ALLOW, "GET, HEAD");
        new ProblemException(Status.METHOD_NOT_ALLOWED_405, "Allowed here: GET, HEAD").send(request, response);
    }
}
