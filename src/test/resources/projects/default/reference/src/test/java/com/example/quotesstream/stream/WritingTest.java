package com.example.quotesstream.stream;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Scanner;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class WritingTest {
    private static final int BURST = 20_000;
    private static final String[] BARE = {"Accept", Bare.TYPE};

    @AutoClose
    private final Log log = new Log();

    @Test
    void tokenArrivesBeforeTheNextIsThere() throws Exception {
        Semaphore arrived = new Semaphore(0);
        TokenSource source = (request, tokens) -> {
            for (String token : new String[] {"a", "b", "c"}) {
                tokens.accept(token);
                arrived.acquire();
            }
        };
        try (TestServer server = new TestServer(source); BufferedReader body = body(server)) {
            for (String token : new String[] {"a", "b", "c"}) {
                assertEquals(token, body.readLine());
                arrived.release();
            }
            assertEquals("done", body.readLine());
        }
    }

    @Test
    void lastTokenOfABurstArrivesBeforeTheNextIsThere() throws Exception {
        Semaphore arrived = new Semaphore(0);
        TokenSource source = (request, tokens) -> {
            for (int i = 0; i < BURST; i++) {
                tokens.accept(String.valueOf(i));
            }
            arrived.acquire();
        };
        try (TestServer server = new TestServer(source); BufferedReader body = body(server)) {
            for (int i = 0; i < BURST; i++) {
                assertEquals(String.valueOf(i), body.readLine());
            }
            arrived.release();
            assertEquals("done", body.readLine());
        }
    }

    @Test
    void tokensOfABurstShareChunksAndKeepTheirOrder() throws Exception {
        TokenSource source = (request, tokens) -> {
            for (int i = 0; i < BURST; i++) {
                tokens.accept(i + " ");
            }
        };
        try (TestServer server = new TestServer(source)) {
            String body = server.get("/", BARE).body();

            assertEquals(IntStream.range(0, BURST).mapToObj(i -> i + " ").collect(Collectors.joining()), body);
            StreamEnd end = log.next().end();
            assertEquals(body.length(), end.bytes());
            assertTrue(end.chunks() < BURST / 2, end::toString);
        }
    }

    @Test
    void tokensWithAPauseAreAChunkEach() throws Exception {
        TokenSource source = (request, tokens) -> {
            for (int i = 0; i < 100; i++) {
                tokens.accept("a");
                Thread.sleep(2);
            }
        };
        try (TestServer server = new TestServer(source);
                Socket client = server.connect("GET / HTTP/1.1\r\nHost: localhost\r\nAccept: text/x-bare\r\n\r\n");
                Scanner response = new Scanner(client.getInputStream(), StandardCharsets.US_ASCII)) {
            response.useDelimiter("\r\n\r\n");
            response.next();

            assertEquals("1\r\na\r\n".repeat(100) + "0", response.next());
            assertEquals(100, log.next().end().chunks());
        }
    }

    @Test
    void emptyTokenWritesNothing() throws Exception {
        TokenSource source = (request, tokens) -> {
            tokens.accept("");
            tokens.accept("a");
            Thread.sleep(2);
            tokens.accept("");
        };
        try (TestServer server = new TestServer(source)) {
            assertEquals("a", server.get("/", BARE).body());
            assertEquals(1, log.next().end().chunks());
        }
    }

    @Test
    void streamWithoutTokensIsEmpty() throws Exception {
        try (TestServer server = new TestServer((request, tokens) -> { })) {
            assertEquals(200, server.get("/", BARE).statusCode());
            assertEquals("", server.get("/", BARE).body());
            assertEquals("done\n", server.get("/").body());

            StreamEnd end = log.next().end();
            assertEquals(StreamEnd.Outcome.COMPLETED, end.outcome());
            assertEquals(0, end.chunks());
        }
    }

    @Test
    void bytesAreThoseOnTheWire() throws Exception {
        try (TestServer server = new TestServer((request, tokens) -> tokens.accept("ä€😀"))) {
            assertEquals("ä€😀", server.get("/", BARE).body());
            assertEquals(2 + 3 + 4, log.next().end().bytes());
        }
    }

    @Test
    void firstByteComesBeforeTheEnd() throws Exception {
        TokenSource source = (request, tokens) -> {
            tokens.accept("a");
            Thread.sleep(5);
        };
        try (TestServer server = new TestServer(source)) {
            server.get("/");
            StreamEnd end = log.next().end();

            assertTrue(end.timeToFirstByte().orElseThrow().plusMillis(5).compareTo(end.duration()) <= 0, end::toString);
        }
    }

    private static BufferedReader body(TestServer server) throws Exception {
        return new BufferedReader(new InputStreamReader(server.stream("/").body(), StandardCharsets.UTF_8));
    }
}
