package com.example.quotesstream;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class UiServiceTest {
    private final TestServer server = new TestServer();

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void filesAreServedUnderAStrictPolicy() throws Exception {
        Map<String, String> types = Map.of("/ui/", "text/html", "/ui/ui.css", "text/css", "/ui/ui.js", "text/javascript");
        for (String path : types.keySet()) {
            HttpResponse<String> response = server.send("GET", path);

            assertEquals(200, response.statusCode(), path);
            assertEquals(types.get(path), header(response, "Content-Type"), path);
            assertTrue(header(response, "Content-Security-Policy").startsWith("default-src 'none';"), path);
            assertEquals("nosniff", header(response, "X-Content-Type-Options"), path);
            assertEquals("no-referrer", header(response, "Referrer-Policy"), path);
            assertEquals("no-store", header(response, "Cache-Control"), path);
        }
    }

    @Test
    void pageLinksOnlyToItsOwnFiles() throws Exception {
        String page = server.send("GET", "/ui/").body();

        assertEquals(List.of("data:,", "ui.css", "ui.js"), Pattern.compile("(?:href|src)=\"([^\"]*)\"").matcher(page).results()
                .map(link -> link.group(1)).toList());
    }

    @Test
    void pageIsFoundWithoutTheLastSlash() throws Exception {
        HttpResponse<String> response = server.send("GET", "/ui");

        assertEquals(301, response.statusCode());
        assertEquals("/ui/", header(response, "Location"));
    }

    @Test
    void whatIsNotInTheFolderIsNotFound() throws Exception {
        for (String path : new String[] {"/ui/unknown", "/ui/../application.yaml", "/ui/%2e%2e/application.yaml", "/uix"}) {
            assertEquals(404, server.send("GET", path).statusCode(), path);
        }
    }

    private static String header(HttpResponse<String> response, String name) {
        return response.headers().firstValue(name).orElseThrow();
    }
}
