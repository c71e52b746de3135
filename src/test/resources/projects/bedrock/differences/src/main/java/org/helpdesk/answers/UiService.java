package org.helpdesk.answers;

import java.util.stream.Stream;

import org.helpdesk.answers.stream.ProblemException;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.staticcontent.ClasspathHandlerConfig;
import io.helidon.webserver.staticcontent.StaticContentFeature;

/**
 * A page that shows the answer to a prompt: the files in {@code src/main/resources/ui}.
 */
final class UiService implements HttpService {
    private static final Header[] HEADERS = {
            HeaderValues.createCached(HeaderNames.create("Content-Security-Policy"),
                    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "
                            + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"),
            HeaderValues.createCached(HeaderNames.create("Referrer-Policy"), "no-referrer"),
            HeaderValues.createCached(HeaderNames.create("X-Content-Type-Options"), "nosniff"),
            // sam deploy dates all files to 1980, so a browser that asks for a newer one would keep the old one
            HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "no-store")
    };

    @Override
    public void routing(HttpRules rules) {
        rules.any(UiService::protect)
                .register(StaticContentFeature.createService(ClasspathHandlerConfig.builder()
                        .location("ui")
                        .welcome("prompt.html")
                        .build()));
    }

    private static void protect(ServerRequest request, ServerResponse response) {
        // Helidon fails on a quotation mark alone
        if (Stream.of(HeaderNames.IF_MATCH, HeaderNames.IF_NONE_MATCH)
                .flatMap(name -> request.headers().values(name).stream())
                .anyMatch(value -> value.matches("([Ww]/)?\""))) {
            new ProblemException(Status.BAD_REQUEST_400, "A header is not an entity tag").send(request, response);
            return;
        }
        for (Header header : HEADERS) {
            response.header(header);
        }
        response.next();
    }
}
