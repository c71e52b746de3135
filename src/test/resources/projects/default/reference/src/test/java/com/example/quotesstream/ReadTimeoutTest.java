package com.example.quotesstream;

import java.util.Map;

import com.example.quotesstream.server.RawClient;
import com.example.quotesstream.stream.TestServer;

import io.helidon.config.Config;
import io.helidon.config.ConfigSources;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ReadTimeoutTest {
    @AutoClose
    private final TestServer server = TestServer.of(config -> Main.start(Config.just(
            ConfigSources.create(Map.of("server.connection-options.read-timeout", "PT0.3S")), ConfigSources.create(config))));

    @ParameterizedTest
    @ValueSource(strings = {
            "",
            "GET /hea",
            "GET /health HTTP/1.1\r\nHos",
            "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{",
            "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{",
            "POST /unknown HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{"
    })
    void requestThatStopsInTheMiddleIsEnded(String request) throws Exception {
        try (RawClient client = new RawClient(server, request)) {
            client.read();

            assertTrue(client.isClosed());
        }
    }

    @Test
    void responseMayTakeLonger() throws Exception {
        try (TestServer slow = TestServer.routing((routing, config) -> routing.get("/", (request, response) -> {
            Thread.sleep(600);
            response.send("slow");
        }))) {
            assertEquals("slow", slow.get("/").body());
        }
    }
}
