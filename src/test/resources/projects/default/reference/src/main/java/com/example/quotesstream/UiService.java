package com.example.quotesstream;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;

/**
 * A page that shows streams side by side.
 */
final class UiService implements HttpService {
    private static final Header SECURITY_POLICY = HeaderValues.createCached("Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
                    + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
    private static final Header NO_SNIFF = HeaderValues.createCached("X-Content-Type-Options", "nosniff");
    private static final Header NO_CACHE = HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "no-cache");

    @Override
    public void routing(HttpRules rules) {
        route(rules, "/ui[/]", "index.html", "text/html");
        route(rules, "/ui/ui.css", "ui.css", "text/css");
        route(rules, "/ui/ui.js", "ui.js", "text/javascript");
    }

    private static void route(HttpRules rules, String path, String file, String contentType) {
        byte[] content = read("/ui/" + file);
        Header type = HeaderValues.createCached(HeaderNames.CONTENT_TYPE, contentType + "; charset=UTF-8");
        rules.get(path, (request, response) -> response.header(type)
                .header(SECURITY_POLICY)
                .header(NO_SNIFF)
                .header(NO_CACHE)
                .send(content));
        rules.any(path, Main::methodNotAllowed);
    }

    private static byte[] read(String resource) {
        try (InputStream in = UiService.class.getResourceAsStream(resource)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
