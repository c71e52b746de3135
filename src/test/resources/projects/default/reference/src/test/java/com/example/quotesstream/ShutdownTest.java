package com.example.quotesstream;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ShutdownTest {
    @Test
    void idleServerStopsAtOnce() throws Exception {
        try (TestServer server = server("PT20S")) {
            server.get("/?delay=0");

            assertTimeout(Duration.ofSeconds(10), server::stop);
        }
    }

    @Test
    void streamsEndAsTheyShouldWithinTheGracePeriodAndNoneBegins() throws Exception {
        try (TestServer server = server("PT20S")) {
            InputStream body = server.stream("/").body();
            Thread stop = Thread.startVirtualThread(server::stop);
            awaitNoConnections(server);

            assertTrue(new String(body.readAllBytes(), StandardCharsets.UTF_8).endsWith("Instances!\n"));
            stop.join();
        }
    }

    @Test
    void streamsAreCutOffAfterTheGracePeriod() throws Exception {
        try (TestServer server = server("PT0.1S")) {
            InputStream body = server.stream("/?tokens=10000").body();
            assertTimeout(Duration.ofSeconds(10), server::stop);

            assertThrows(IOException.class, body::readAllBytes);
        }
    }

    private static TestServer server(String gracePeriod) {
        return new TestServer(new Greeting(), Map.of("server.shutdown-grace-period", gracePeriod));
    }

    /** A connection that is just being made is reset. */
    private static void awaitNoConnections(TestServer server) {
        try {
            while (true) {
                server.status("GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            }
        } catch (IOException e) {
            assertThrows(ConnectException.class, () -> server.status("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        }
    }
}
