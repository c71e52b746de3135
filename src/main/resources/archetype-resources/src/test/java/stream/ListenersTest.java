package ${package}.stream;

import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;

import io.helidon.http.Status;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class ListenersTest {
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final StreamListener listener = new StreamListener() {
        @Override
        public void started() {
            told.add("started");
        }

        @Override
        public void ended(StreamEnd end) {
            told.add(end.outcome().toString());
        }

        @Override
        public void report() {
            told.add("report");
        }
    };
    private final StreamListener fails = new StreamListener() {
        @Override
        public void started() {
            throw new NoClassDefFoundError("started");
        }

        @Override
        public void ended(StreamEnd end) {
            throw new IllegalStateException("ended");
        }

        @Override
        public void report() {
            throw new AssertionError("report");
        }
    };

    @AutoClose
    private final Log log = new Log();
    @AutoClose
    private final Log failures = new Log(StreamListeners.class);

    @Test
    void listenerIsToldOfTheStartAndTheEndAndAtLastToReport() throws Exception {
        try (TestServer server = serve(listener)) {
            server.get("/");
        }
        assertEquals(List.of("started", "completed", "report"), List.copyOf(told));
    }

    @Test
    void listenerIsToldWhatTheSourceTells() throws Exception {
        Ends ends = new Ends();
        try (TestServer server = serve(ends)) {
            server.get("/");
        }
        assertEquals(1, ends.all().getFirst().facts().intValue("tokens").orElseThrow());
    }

    @Test
    void streamThatWasRefusedHadBegun() throws Exception {
        try (TestServer server = serve(listener)) {
            server.get("/?refuse");
        }
        assertEquals(List.of("started", "refused", "report"), List.copyOf(told));
    }

    @Test
    void requestThatIsNoStreamIsNotTold() throws Exception {
        try (TestServer server = serve(listener)) {
            server.post("/", "[]");
            server.get("/", "Accept", "image/png");
            server.get("/", "Last-Event-ID", "x");
        }
        assertEquals(List.of("report"), List.copyOf(told));
    }

    @Test
    void streamBeyondTheLimitHasEndedWithoutAStart() throws Exception {
        Semaphore release = new Semaphore(0);
        TokenSource source = (request, tokens) -> {
            tokens.accept("a");
            release.acquire();
        };
        try (TestServer server = new TestServer(
                streams -> streams.source("/", source).listener(listener), Map.of("stream.limit.permits", "1"))) {
            InputStream body = server.stream("/").body();
            server.get("/");
            release.release();
            body.readAllBytes();
        }
        assertEquals(List.of("started", "rejected", "completed", "report"), List.copyOf(told));
    }

    @Test
    void listenerThatFailsDisturbsNobody() throws Exception {
        try (TestServer server = serve(fails, listener)) {
            assertEquals("a\ndone\n", server.get("/").body());
            assertEquals("a\ndone\n", server.get("/").body());
        }
        assertEquals(List.of("started", "completed", "started", "completed", "report"), List.copyOf(told));
        assertEquals("completed", log.next().outcome().toString());
    }

    @Test
    void failureOfAListenerIsLogged() throws Exception {
        try (TestServer server = serve(fails)) {
            server.get("/");
        }
        for (String method : List.of("started", "ended", "report")) {
            assertEquals(method, failures.next().record().getThrown().getMessage());
        }
    }

    private static TestServer serve(StreamListener... listeners) {
        return new TestServer(streams -> {
            streams.source("/", (request, tokens) -> {
                if (request.query().contains("refuse")) {
                    throw new ProblemException(Status.BAD_REQUEST_400, "refused");
                }
                tokens.accept("a");
                request.facts().set("tokens", 1);
            });
            List.of(listeners).forEach(streams::listener);
        }, Map.of());
    }
}
