package org.helpdesk.answers;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import org.helpdesk.answers.stream.TestServer;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class UiServiceTest {
    @AutoClose
    private final TestServer server = TestServer.routing((routing, config) -> routing.register("/ui", new UiService()));

    @Test
    void filesAreServedUnderAStrictPolicy() throws Exception {
        Map<String, String> types = Map.of("/ui/", "text/html", "/ui/ui.css", "text/css", "/ui/prompt.js", "text/javascript");
        for (String path : types.keySet()) {
            HttpResponse<String> response = server.get(path);

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
        assertEquals(List.of("data:,", "ui.css", "prompt.js"), Pattern.compile("(?:href|src)=\"([^\"]*)\"")
                .matcher(server.get("/ui/").body()).results().map(link -> link.group(1)).toList());
    }

    @Test
    void pageIsFoundWithoutTheLastSlash() throws Exception {
        HttpResponse<String> response = server.get("/ui");

        assertEquals(301, response.statusCode());
        assertEquals("/ui/", header(response, "Location"));
    }

    @Test
    void whatIsNotInTheFolderIsNotFound() throws Exception {
        for (String path : new String[] {"/ui/unknown", "/ui/../application.yaml", "/ui/%2e%2e/application.yaml", "/uix"}) {
            assertEquals(404, server.get(path).statusCode(), path);
        }
    }

    private static String header(HttpResponse<String> response, String name) {
        return response.headers().firstValue(name).orElseThrow();
    }
}
