package com.example.quotesstream.stream;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;

import io.helidon.http.Status;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

class NegotiationTest {
    @AutoClose
    private final TestServer server = new TestServer((request, tokens) -> {
        if (request.query().contains("refuse")) {
            throw new ProblemException(Status.BAD_REQUEST_400, "refused");
        }
        tokens.accept("a");
    });

    @Test
    void firstFormatIsTheDefault() throws Exception {
        assertEquals(Lines.TYPE, contentType(server.get("/")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            */*                                                                  | text/x-lines
            text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8      | text/x-lines
            text/x-lines                                                         | text/x-lines
            text/x-bare                                                          | text/x-bare
            TEXT/X-BARE                                                          | text/x-bare
            text/x-bare, text/x-lines                                            | text/x-lines
            text/x-lines;q=0.5, text/x-bare                                      | text/x-bare
            text/x-lines;q=0.5, text/x-bare;q=0.4                                | text/x-lines
            text/x-lines;q=0, */*                                                | text/x-bare
            text/x-lines;q=0.2, text/*;q=0.5                                     | text/x-bare
            text/*;q=0.5, text/x-lines;q=0.2                                     | text/x-bare
            */*, text/*;q=0.5, text/x-bare;q=0.6                                 | text/x-bare
            image/png, text/x-bare;q=0.1                                         | text/x-bare
            """)
    void clientGetsWhatItPrefers(String accept, String type) throws Exception {
        assertEquals(type, contentType(server.get("/", "Accept", accept)));
    }

    @Test
    void linesOfAcceptAreOneList() throws Exception {
        assertEquals(Bare.TYPE, contentType(server.get("/", "Accept", "text/x-lines;q=0.5", "Accept", "text/x-bare")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"image/png", "text/html, application/json;q=0.9", "text/x-lines;q=0, text/x-bare;q=0.0", "*/*;q=0",
            "text/*;q=0, */*"})
    void formatThatIsNotThereIsRefused(String accept) throws Exception {
        HttpResponse<String> response = server.get("/", "Accept", accept);

        assertEquals(406, response.statusCode());
        assertEquals("application/problem+json", contentType(response));
        assertEquals("{\"title\":\"Not Acceptable\",\"status\":406,\"detail\":\"Accept must allow text/x-lines, text/x-bare\"}",
                response.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "text", "text/x-lines;q=x", ";"})
    void brokenAcceptIsRefused(String accept) throws Exception {
        HttpResponse<String> response = server.get("/", "Accept", accept);

        assertEquals(400, response.statusCode());
        assertEquals("{\"title\":\"Bad Request\",\"status\":400,\"detail\":\"Accept must be a list of media types\"}",
                response.body());
    }

    @Test
    void everyResponseTellsCachesThatItDependsOnAccept() throws Exception {
        for (HttpResponse<String> response : List.of(
                server.get("/"),
                server.get("/?refuse"),
                server.get("/", "Accept", "image/png"),
                server.get("/", "Accept", "x"),
                server.get("/", "Last-Event-ID", "x"),
                server.post("/", "[]"),
                server.send("HEAD", "/", BodyPublishers.noBody()),
                server.send("PUT", "/", BodyPublishers.noBody()),
                server.send("POST", "/", BodyPublishers.noBody()))) {
            assertEquals(List.of("Accept"), response.headers().allValues("Vary"), response::toString);
        }
    }

    private static String contentType(HttpResponse<String> response) {
        return response.headers().firstValue("Content-Type").orElseThrow();
    }
}
