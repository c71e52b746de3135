package com.example.quotesstream.server;

import java.net.http.HttpRequest.BodyPublishers;

import com.example.quotesstream.stream.TestServer;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class NonHttpEventsTest {
    private static final String PATH = "/non-http-events";
    private static final String CONTEXT = "x-amzn-request-context";

    @AutoClose
    private final TestServer server = TestServer.routing((routing, config) -> routing.register(PATH, new NonHttpEvents()));

    @Test
    void eventFails() throws Exception {
        assertEquals(599, post(CONTEXT, "null"));
    }

    @Test
    void callerOfTheFunctionUrlCannotFailIt() throws Exception {
        assertEquals(404, post(CONTEXT, "{\"http\":{\"method\":\"POST\"}}"));
        assertEquals(404, post(CONTEXT, "\"null\""));
        assertEquals(404, post("Accept", "*/*"));
        assertEquals(404, server.get(PATH, CONTEXT, "null").statusCode());
        assertEquals(404, server.send("PUT", PATH, BodyPublishers.noBody(), CONTEXT, "null").statusCode());
    }

    private int post(String header, String value) throws Exception {
        return server.send("POST", PATH, BodyPublishers.ofString("{\"Records\":[]}"), header, value).statusCode();
    }
}
