package ${package}.stream;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class StreamServiceTest {
    private final BlockingQueue<StreamRequest> served = new LinkedBlockingQueue<>();

    @AutoClose
    private final TestServer server = new TestServer(
            streams -> streams.source("/", this::send).source("/post", new NeedsBody()), Map.of());

    @Test
    void streamHasTheTokensAndThenItsEnd() throws Exception {
        HttpResponse<String> response = server.get("/");

        assertEquals(200, response.statusCode());
        assertEquals("a\nb\ndone\n", response.body());
    }

    @Test
    void browsersShowTheTextAsItArrivesAndNobodyStoresIt() throws Exception {
        HttpResponse<String> response = server.get("/");

        assertEquals(Lines.TYPE, header(response, "Content-Type"));
        assertEquals("nosniff", header(response, "X-Content-Type-Options"));
        assertEquals("no-store", header(response, "Cache-Control"));
    }

    @Test
    void sourceHasTheQueryOfTheRequest() throws Exception {
        server.get("/?name=a%20b");

        assertEquals("a b", served.take().query().get("name"));
    }

    @Test
    void responseNamesTheStreamOfTheSource() throws Exception {
        String id = header(server.get("/"), "Stream-Id");

        assertTrue(id.matches("[0-9a-f]{8}"), id);
        assertEquals(id, served.take().id());
    }

    @Test
    void eachStreamHasAnIdOfItsOwn() throws Exception {
        assertNotEquals(header(server.get("/"), "Stream-Id"), header(server.get("/"), "Stream-Id"));
    }

    @Test
    void responseThatIsNoStreamHasAnIdToo() throws Exception {
        for (HttpResponse<String> response : List.of(
                server.get("/post"),
                server.get("/", "Accept", "image/png"),
                server.get("/", "Last-Event-ID", "x"),
                server.post("/", "[]"),
                server.send("HEAD", "/", BodyPublishers.noBody()))) {
            assertTrue(header(response, "Stream-Id").matches("[0-9a-f]{8}"), response::toString);
        }
    }

    @Test
    void headHasTheHeadersAndDoesNotAskTheSource() throws Exception {
        HttpResponse<String> response = server.send("HEAD", "/", BodyPublishers.noBody(), "Accept", Bare.TYPE);

        assertEquals(200, response.statusCode());
        assertEquals(Bare.TYPE, header(response, "Content-Type"));
        assertEquals("", response.body());
        assertTrue(served.isEmpty());
    }

    @Test
    void otherMethodsAreNotAllowed() throws Exception {
        for (String method : List.of("PUT", "DELETE", "PATCH", "OPTIONS")) {
            HttpResponse<String> response = server.send(method, "/", BodyPublishers.noBody());

            assertEquals(405, response.statusCode(), method);
            assertEquals("GET, HEAD, POST", header(response, "Allow"), method);
            assertEquals("{\"title\":\"Method Not Allowed\",\"status\":405,\"detail\":\"Allowed here: GET, HEAD, POST\"}",
                    response.body());
        }
    }

    @Test
    void sourceThatNeedsABodyAllowsNothingButPost() throws Exception {
        for (String method : List.of("GET", "HEAD", "PUT")) {
            HttpResponse<String> response = server.send(method, "/post", BodyPublishers.noBody());

            assertEquals(405, response.statusCode(), method);
            assertEquals("POST", header(response, "Allow"), method);
        }
        assertEquals(200, server.post("/post", "{}").statusCode());
    }

    @Test
    void pathsBelowASourceAreNotFound() throws Exception {
        assertEquals(404, server.get("/post/more").statusCode());
    }

    @Test
    void clientThatReconnectsToASourceThatCannotResumeIsToldNotTo() throws Exception {
        for (String id : List.of("0123abcd-2", "0123abcd-end", "x")) {
            assertEquals(204, server.get("/", "Last-Event-ID", id).statusCode(), id);
        }
        assertTrue(served.isEmpty());
    }

    private void send(StreamRequest request, Consumer<String> tokens) {
        served.add(request);
        tokens.accept("a");
        tokens.accept("b");
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElseThrow();
    }

    /**
     * A source for POST only.
     */
    private static final class NeedsBody implements TokenSource {
        @Override
        public boolean needsBody() {
            return true;
        }

        @Override
        public void send(StreamRequest request, Consumer<String> tokens) {
            tokens.accept("a");
        }
    }
}
