package org.river_watch.levelfeed;

import java.net.http.HttpResponse;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class UiServiceTest {
    private final TestServer server = new TestServer();

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void pageAndItsFilesAreThere() throws Exception {
        Map<String, String> types = Map.of("/ui", "text/html", "/ui/", "text/html",
                "/ui/ui.css", "text/css", "/ui/ui.js", "text/javascript");
        for (Map.Entry<String, String> type : types.entrySet()) {
            HttpResponse<String> response = server.get(type.getKey());

            assertEquals(200, response.statusCode(), type.getKey());
            assertEquals(type.getValue() + "; charset=UTF-8", header(response, "Content-Type"));
            assertTrue(header(response, "Content-Security-Policy").startsWith("default-src 'none'; script-src 'self'; "));
        }
        assertEquals(404, server.get("/ui/application.yaml").statusCode());
        assertEquals(404, server.get("/ui/../application.yaml").statusCode());
    }

    @Test
    void pageLoadsNothingFromElsewhere() throws Exception {
        assertFalse(server.get("/ui").body().contains("//"));
    }

    private static String header(HttpResponse<String> response, String name) {
        return response.headers().firstValue(name).orElseThrow();
    }
}
