package ${package};

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class StreamServiceTest {
    private static final String MESSAGE = "\\[[0-9a-f]{8}\\] This is streaming from Lambda Managed Instances!\n";

    private final TestServer server = new TestServer();

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void charactersArriveOneByOne() throws Exception {
        long start = System.nanoTime();
        HttpResponse<InputStream> response = server.stream("/");
        List<Long> arrivals = new ArrayList<>();
        StringBuilder body = new StringBuilder();
        byte[] buffer = new byte[1024];
        for (int length = response.body().read(buffer); length >= 0; length = response.body().read(buffer)) {
            arrivals.add(System.nanoTime() - start);
            body.append(new String(buffer, 0, length, StandardCharsets.UTF_8));
        }

        assertTrue(body.toString().matches(MESSAGE), body.toString());
        assertTrue(arrivals.size() > body.length() / 2, body.length() + " characters came in " + arrivals.size() + " pieces");
        long last = arrivals.getLast();
        assertTrue(last >= (body.length() - 1) * TestServer.DELAY_MILLIS * 1_000_000L, "all was there after " + last + " ns");
        assertTrue(arrivals.getFirst() < last / 2, "the first came after " + arrivals.getFirst() + " of " + last + " ns");
    }

    @Test
    void headersLetBrowsersShowTheTextAsItArrives() throws Exception {
        HttpResponse<String> response = server.get("/?delay=0");

        assertEquals(200, response.statusCode());
        assertEquals("text/plain; charset=UTF-8", response.headers().firstValue("Content-Type").orElseThrow());
        assertEquals("nosniff", response.headers().firstValue("X-Content-Type-Options").orElseThrow());
        assertEquals("no-store", response.headers().firstValue("Cache-Control").orElseThrow());
    }

    @Test
    void everyRequestHasItsOwnId() throws Exception {
        assertNotEquals(server.get("/?delay=0").body(), server.get("/?delay=0").body());
    }

    @Test
    void tokensAndDelayCanBeChosen() throws Exception {
        assertEquals(130, server.get("/?tokens=130&delay=0").body().length());
    }

    @Test
    void whatIsOutOfBoundsIsRefusedInOneMessage() throws Exception {
        for (String value : new String[] {"-1", "10001", "x", ""}) {
            HttpResponse<String> response = server.get("/ndjson?tokens=" + value + "&delay=" + value);

            assertEquals(400, response.statusCode(), value);
            assertEquals("application/problem+json", response.headers().firstValue("Content-Type").orElseThrow());
            assertEquals("{\"title\":\"Bad Request\",\"status\":400,\"detail\":\"tokens must be a whole number from 1 to 10000; "
                    + "delay must be a whole number from 0 to 10000\"}", response.body());
        }
        assertEquals(400, server.get("/?tokens=0").statusCode());
    }

    @Test
    void streamsOverlapUpToTheLimit() throws Exception {
        List<HttpResponse<InputStream>> open = openToTheLimit();

        HttpResponse<String> refused = server.get("/");
        assertEquals(503, refused.statusCode());
        assertEquals("application/problem+json", refused.headers().firstValue("Content-Type").orElseThrow());
        assertEquals(200, server.get("/health").statusCode());
        for (HttpResponse<InputStream> response : open) {
            assertEquals(200, response.statusCode());
            assertTrue(read(response).matches(MESSAGE));
        }
    }

    @Test
    void theEndOfAStreamMakesRoomForTheNext() throws Exception {
        for (int round = 0; round < 3; round++) {
            for (HttpResponse<InputStream> response : openToTheLimit()) {
                assertEquals(200, response.statusCode(), "round " + round);
                read(response);
            }
        }
    }

    private List<HttpResponse<InputStream>> openToTheLimit() throws IOException, InterruptedException {
        List<HttpResponse<InputStream>> open = new ArrayList<>();
        while (open.size() < TestServer.LIMIT) {
            open.add(server.stream("/"));
        }
        return open;
    }

    private static String read(HttpResponse<InputStream> response) throws IOException {
        return new String(response.body().readAllBytes(), StandardCharsets.UTF_8);
    }
}
