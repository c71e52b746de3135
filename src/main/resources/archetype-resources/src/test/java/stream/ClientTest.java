package ${package}.stream;

import java.io.InputStream;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import ${package}.stream.StreamEnd.Outcome;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Clients that are slow, or have disconnected.
 */
class ClientTest {
    private static final String REQUEST = "GET / HTTP/1.1\r\nHost: localhost\r\nAccept: text/x-bare\r\n\r\n";
    private static final int KILOBYTE = 1024;

    @AutoClose
    private final Log log = new Log();
    private final AtomicLong produced = new AtomicLong();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final BlockingQueue<Exception> seen = new LinkedBlockingQueue<>();

    @Test
    void sourceWaitsForAClientThatDoesNotReadUntilItIsDropped() throws Exception {
        try (TestServer server = new TestServer(this::endless, Map.of("stream.write-timeout", "PT1S"));
                Socket client = server.connect(REQUEST)) {
            StreamEnd end = log.next().end();

            assertEquals(Outcome.CLIENT_GONE, end.outcome());
            // What has gathered, what is being written, and a token
            long bound = end.bytes() + 64 * KILOBYTE + 65 * KILOBYTE + KILOBYTE;
            assertTrue(produced.get() <= bound, produced + " bytes were produced, " + end.bytes() + " were written");
        }
    }

    @Test
    void droppedClientMakesRoomForTheNext() throws Exception {
        try (TestServer server = new TestServer(this::endless,
                Map.of("stream.write-timeout", "PT0.2S", "stream.limit.permits", "1"))) {
            for (int i = 0; i < 2; i++) {
                try (Socket client = server.connect(REQUEST)) {
                    assertEquals(Outcome.CLIENT_GONE, log.next().outcome());
                }
            }
        }
    }

    @Test
    void slowClientGetsATokenThatTakesLongerThanTheWriteTimeout() throws Exception {
        int size = 640 * KILOBYTE;
        try (TestServer server = new TestServer((request, tokens) -> tokens.accept("a".repeat(size)), Map.of(
                "stream.write-timeout", "PT1.5S", "server.connection-options.socket-send-buffer-size", "16384"));
                Socket client = server.connect(REQUEST)) {
            InputStream in = client.getInputStream();
            // For 2.5 s at least
            for (int i = 0; i < 50; i++) {
                in.readNBytes(12 * KILOBYTE);
                Thread.sleep(50);
            }
            in.readNBytes(size - 50 * 12 * KILOBYTE);

            StreamEnd end = log.next().end();
            assertEquals(Outcome.COMPLETED, end.outcome());
            assertEquals(size, end.bytes());
        }
    }

    @Test
    void sourceIsInterruptedIfItsClientDisconnects() throws Exception {
        TokenSource source = (request, tokens) -> {
            tokens.accept("a");
            closed.await();
            try {
                // The tokens of a burst are written by another thread
                while (true) {
                    tokens.accept("a");
                    tokens.accept("a");
                    Thread.sleep(1);
                }
            } catch (Exception e) {
                seen.add(e);
                throw e;
            }
        };
        try (TestServer server = new TestServer(source)) {
            disconnect(server);

            assertEquals(Outcome.CLIENT_GONE, log.next().outcome());
            assertEquals(1, seen.size());
        }
    }

    @Test
    void sourceThatGoesOnAfterItsClientHasDisconnectedIsNotCompleted() throws Exception {
        TokenSource source = (request, tokens) -> {
            tokens.accept("a");
            closed.await();
            while (seen.isEmpty()) {
                try {
                    tokens.accept("a");
                } catch (RuntimeException e) {
                    seen.add(e);
                }
            }
        };
        try (TestServer server = new TestServer(source)) {
            disconnect(server);

            assertEquals(Outcome.CLIENT_GONE, log.next().outcome());
        }
        assertTrue(log.isEmpty());
    }

    @Test
    void failureAfterAClientHasDisconnectedIsNoFailureOfTheService() throws Exception {
        TokenSource source = (request, tokens) -> {
            tokens.accept("a");
            closed.await();
            try {
                while (true) {
                    tokens.accept("a");
                }
            } catch (RuntimeException e) {
                seen.add(e);
                throw new IllegalStateException("a wrapped exception", e);
            }
        };
        try (TestServer server = new TestServer(source)) {
            disconnect(server);

            assertEquals(Outcome.CLIENT_GONE, log.next().outcome());
            assertInstanceOf(RuntimeException.class, seen.take());
        }
    }

    private void disconnect(TestServer server) throws Exception {
        InputStream body = server.stream("/").body();
        body.read();
        body.close();
        closed.countDown();
    }

    private void endless(StreamRequest request, Consumer<String> tokens) {
        String token = "a".repeat(KILOBYTE);
        while (true) {
            produced.addAndGet(KILOBYTE);
            tokens.accept(token);
        }
    }
}
