package ${package}.stream;

import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import ${package}.stream.StreamEnd.Outcome;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class HeartbeatTest {
    private static final Map<String, String> OFTEN = Map.of("stream.heartbeat", "PT0.05S");

    private final CountDownLatch silence = new CountDownLatch(1);
    private final TokenSource silent = (request, tokens) -> {
        tokens.accept("a");
        silence.await();
        tokens.accept("b");
    };

    @AutoClose
    private final Log log = new Log();

    @Test
    void silentStreamShowsThatItGoesOn() throws Exception {
        try (TestServer server = new TestServer(silent, OFTEN); BufferedReader body = read(server.stream("/").body())) {
            assertEquals("a", body.readLine());
            awaitHeartbeats(body);
            silence.countDown();

            assertEquals(List.of("b", "done"), body.lines().filter(line -> !line.equals("heartbeat")).toList());
        }
    }

    @Test
    void streamIsShownBeforeItsFirstToken() throws Exception {
        TokenSource late = (request, tokens) -> silence.await();
        try (TestServer server = new TestServer(late, OFTEN); BufferedReader body = read(server.stream("/").body())) {
            awaitHeartbeats(body);
            silence.countDown();
        }
    }

    @Test
    void formatWithoutHeartbeatsStaysAsItIs() throws Exception {
        try (TestServer server = new TestServer(silent, OFTEN);
                BufferedReader bare = read(server.stream("/", "Accept", Bare.TYPE).body());
                BufferedReader lines = read(server.stream("/").body())) {
            assertEquals("a", lines.readLine());
            awaitHeartbeats(lines);
            silence.countDown();

            assertEquals("ab", bare.readLine());
        }
    }

    @Test
    void clientOfASilentStreamIsNoticedWhenItDisconnects() throws Exception {
        try (TestServer server = new TestServer(silent, OFTEN)) {
            InputStream body = server.stream("/").body();
            body.read();
            body.close();

            assertEquals(Outcome.CLIENT_GONE, log.next().outcome());
        }
    }

    @Test
    void heartbeatsGoOnAfterOneHasFailed() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        StreamFormat fails = new StreamFormat() {
            @Override
            public String mediaType() {
                return "text/x-fails";
            }

            @Override
            public String token(String id, int index, String text) {
                return text + "\n";
            }

            @Override
            public String heartbeat() {
                if (calls.incrementAndGet() <= 2) {
                    throw new AssertionError("told to fail");
                }
                return "heartbeat\n";
            }
        };
        try (Log watch = new Log(StreamWatch.class);
                TestServer server = new TestServer(streams -> streams.source("/", silent).format(fails), OFTEN);
                BufferedReader body = read(server.stream("/", "Accept", "text/x-fails").body())) {
            assertEquals("a", body.readLine());
            awaitHeartbeats(body);
            assertEquals("told to fail", watch.next().record().getThrown().getMessage());
        }
    }

    private static void awaitHeartbeats(BufferedReader body) throws Exception {
        for (int i = 0; i < 3; i++) {
            assertEquals("heartbeat", body.readLine());
        }
    }

    private static BufferedReader read(InputStream body) {
        return new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
    }
}
