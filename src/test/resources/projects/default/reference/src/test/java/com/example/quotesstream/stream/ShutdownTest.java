package com.example.quotesstream.stream;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;

import com.example.quotesstream.stream.StreamEnd.Outcome;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ShutdownTest {
    private static final int STREAMS = 20;
    private static final TokenSource MORE_THAN_A_CLIENT_HOLDS = (request, tokens) -> tokens.accept("a".repeat(1_000_000));

    private final Semaphore release = new Semaphore(0);
    private final Ends ends = new Ends();

    private final List<Socket> clients = new ArrayList<>();

    @AutoClose
    private final Log log = new Log();

    @AfterEach
    void disconnect() throws IOException {
        for (Socket client : clients) {
            client.close();
        }
    }

    @Test
    void idleServerStopsAtOnce() throws Exception {
        try (TestServer server = server((request, tokens) -> tokens.accept("a"), "PT30S")) {
            server.get("/");

            assertTimeout(Duration.ofSeconds(20), server::stop);
        }
    }

    @Test
    void streamsEndByThemselvesWithinTheGracePeriodAndNoneBegins() throws Exception {
        TokenSource source = (request, tokens) -> {
            tokens.accept("a");
            release.acquire();
            tokens.accept("b");
        };
        try (TestServer server = server(source, "PT30S")) {
            InputStream body = server.stream("/").body();
            Thread stop = Thread.startVirtualThread(server::stop);
            awaitNoConnections(server);
            release.release();

            assertEquals("a\nb\ndone\n", new String(body.readAllBytes(), StandardCharsets.UTF_8));
            stop.join();
        }
        assertEquals(Outcome.COMPLETED, log.next().outcome());
        assertTrue(log.isEmpty());
    }

    @Test
    void streamIsCutOffAfterTheGracePeriod() throws Exception {
        TokenSource source = (request, tokens) -> {
            tokens.accept("a");
            release.acquire();
        };
        try (TestServer server = server(source, "PT0.1S")) {
            InputStream body = server.stream("/", "Accept", Bare.TYPE).body();
            server.stop();

            assertEquals('a', body.read());
            assertThrows(IOException.class, body::readAllBytes);
        }
    }

    @Test
    void eachStreamThatIsCutOffIsLoggedAndCountedOnce() throws Exception {
        TokenSource source = (request, tokens) -> {
            tokens.accept("a");
            release.acquire();
        };
        try (TestServer server = server(source, "PT0.1S")) {
            open(server);
            assertEachIsLoggedAndCountedOnce();
            assertEquals(Set.of(Outcome.FAILED), outcomes());
        }
    }

    @Test
    void recordOfAStreamThatIsCutOffHasItsId() throws Exception {
        try (TestServer server = server((request, tokens) -> {
            tokens.accept("a");
            release.acquireUninterruptibly();
        }, "PT0.1S")) {
            open(server);
            for (Log.Entry entry : log.all()) {
                assertEquals(Optional.of(entry.end().id()), entry.streamId());
            }
        }
        release.release(STREAMS);
    }

    @Test
    void eachStreamOfASourceThatIgnoresInterruptsIsLoggedAndCountedOnce() throws Exception {
        BlockingQueue<Thread> threads = new LinkedBlockingQueue<>();
        TokenSource source = (request, tokens) -> {
            threads.add(Thread.currentThread());
            tokens.accept("a");
            release.acquireUninterruptibly();
        };
        try (TestServer server = server(source, "PT0.1S")) {
            open(server);
            assertEachIsLoggedAndCountedOnce();
        }
        release.release(STREAMS);
        for (Thread thread : threads) {
            thread.join();
        }
        assertEachIsLoggedAndCountedOnce();
    }

    @Test
    void eachStreamThatIsCutOffInAWriteIsLoggedAndCountedOnce() throws Exception {
        try (TestServer server = server(MORE_THAN_A_CLIENT_HOLDS, "PT0.1S")) {
            open(server);
            assertEachIsLoggedAndCountedOnce();
        }
    }

    @Test
    void clientOfAStreamThatIsCutOffInAWriteIsNotTakenForGone() throws Exception {
        try (TestServer server = server(MORE_THAN_A_CLIENT_HOLDS, "PT0.1S")) {
            open(server);
            assertEquals(Set.of(Outcome.FAILED), outcomes());
        }
    }

    @Test
    void serverStopsOnlyAfterTheListenersAreTold() throws Exception {
        Semaphore telling = new Semaphore(0);
        StreamListener slow = new StreamListener() {
            @Override
            public void ended(StreamEnd end) {
                telling.release();
                release.acquireUninterruptibly();
                ends.ended(end);
            }
        };
        try (TestServer server = new TestServer(
                streams -> streams.source("/", (request, tokens) -> tokens.accept("a")).listener(slow),
                Map.of("server.shutdown-grace-period", "PT0.1S"))) {
            server.stream("/");
            telling.acquire();
            Thread stop = Thread.startVirtualThread(server::stop);

            assertFalse(stop.join(Duration.ofSeconds(1)));
            release.release();
            stop.join();
            assertEquals(1, ends.all().size());
        }
    }

    private TestServer server(TokenSource source, String gracePeriod) {
        return new TestServer(streams -> streams.source("/", source).listener(ends), Map.of(
                "server.shutdown-grace-period", gracePeriod,
                "server.connection-options.socket-send-buffer-size", "16384",
                "stream.limit.permits", String.valueOf(STREAMS)));
    }

    /** Opens streams, and stops the server while they are open. */
    private void open(TestServer server) throws Exception {
        for (int i = 0; i < STREAMS; i++) {
            Socket client = server.connect("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
            clients.add(client);
            assertEquals('H', client.getInputStream().read());
        }
        server.stop();
    }

    /** The process ends as soon as the server has stopped, so there is nothing to wait for. */
    private void assertEachIsLoggedAndCountedOnce() {
        List<Log.Entry> entries = log.all();
        Set<String> ids = entries.stream().map(entry -> entry.end().id()).collect(Collectors.toSet());

        assertEquals(STREAMS, entries.size());
        assertEquals(STREAMS, ids.size());
        assertEquals(entries.stream().map(Log.Entry::end).collect(Collectors.toSet()), Set.copyOf(ends.all()));
        assertEquals(STREAMS, ends.all().size());
        assertEquals(ends.all(), ends.reported());
    }

    private Set<Outcome> outcomes() {
        return log.all().stream().map(Log.Entry::outcome).collect(Collectors.toSet());
    }

    /** A connection that is just being made is reset. */
    private static void awaitNoConnections(TestServer server) {
        assertThrows(IOException.class, () -> {
            while (true) {
                try (Socket socket = server.connect("GET /unknown HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")) {
                    if (socket.getInputStream().read() < 0) {
                        throw new IOException("closed");
                    }
                }
            }
        });
    }
}
