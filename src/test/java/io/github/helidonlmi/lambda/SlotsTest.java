package io.github.helidonlmi.lambda;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Semaphore;

import io.helidon.webserver.WebServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Each slot is free again, whatever a client, the runtime or a response does.
 */
@Timeout(30)
class SlotsTest {
    private static final int SLOTS = 2;
    private static final String PRELUDE = "{\"statusCode\":200,\"headers\":{}}" + "\0".repeat(8);

    private final RuntimeApi runtimeApi = new RuntimeApi("function");
    private final Invoker invoker = new Invoker(runtimeApi,
            new FunctionConfiguration(Path.of("")).concurrency(SLOTS).timeout(Duration.ofSeconds(20)), ended -> { });
    /** A permit for each request of the function URL that has been handled. */
    private final Semaphore handled = new Semaphore(0);
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private WebServer url;
    private WebServer apis;

    @BeforeEach
    void start() {
        FunctionUrl functionUrl = new FunctionUrl(invoker);
        url = StreamingLambda.server(0).routing(routing -> routing.register(functionUrl).addFilter((chain, request, response) -> {
            try {
                chain.proceed();
            } finally {
                handled.release();
            }
        })).build().start();
        apis = StreamingLambda.server(0).routing(routing -> routing.register("/2018-06-01", runtimeApi)).build().start();
    }

    @AfterEach
    void stop() {
        runtimeApi.abort("end of the test");
        runtimeApi.end();
        client.shutdownNow();
        url.stop();
        apis.stop();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Type: /\r\nContent-Length: 1\r\n\r\na",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain; charset=none\r\nContent-Length: 1\r\n\r\na",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Encoding: none\r\nContent-Length: 1\r\n\r\na",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\na",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\na",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\na",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nx\r\na\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 10\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nCookie: ;;=; \r\nAccept: /\r\nUser-Agent: \u00ff\r\n\r\n",
        "GET /%zz?%zz=%zz HTTP/1.1\r\nHost: a\r\n\r\n",
        "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n",
    })
    void brokenRequest(String request) throws Exception {
        Thread runtime = Thread.startVirtualThread(this::serve);
        for (int i = 0; i < 2 * SLOTS; i++) {
            try (Socket socket = send(request)) {
                socket.shutdownOutput();
                // The server closes when it has handled the request
                socket.getInputStream().readAllBytes();
            }
        }
        assertIdle();
        runtime.interrupt();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\na",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\na",
    })
    void clientLeavesWithinItsBody(String request) throws Exception {
        for (int i = 0; i < 2 * SLOTS; i++) {
            reset(send(request));
            handled.acquire();
        }
        assertIdle();
    }

    @Test
    void clientLeavesBeforeItsResponse() throws Exception {
        Socket socket = send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        HttpResponse<String> event = next();
        reset(socket);
        respond(event, PRELUDE + "a".repeat(1 << 20));

        handled.acquire();
        assertIdle();
    }

    @Test
    void clientLeavesWithinItsResponse() throws Exception {
        Socket socket = send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        try (Socket runtime = new Socket(InetAddress.getLoopbackAddress(), apis.port())) {
            write(runtime, "POST " + path(next()) + "response HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + chunk(PRELUDE + "a"));
            assertEquals('H', socket.getInputStream().read());
            reset(socket);
            while (!handled.tryAcquire()) {
                write(runtime, chunk("a"));
            }
            write(runtime, "0\r\n\r\n");
            assertIdle();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{\"statusCode\":99,\"headers\":{}}",
        "{\"statusCode\":1000,\"headers\":{}}",
        "{\"statusCode\":204,\"headers\":{}}",
        "{\"statusCode\":304,\"headers\":{}}",
        "{\"statusCode\":200,\"headers\":{\"a b\":\"c\"}}",
        "{\"statusCode\":200,\"headers\":{\"\":\"c\"}}",
        "{\"statusCode\":200,\"headers\":{\"a\":\"b\\r\\nc\"}}",
        "{\"statusCode\":200,\"headers\":{\"a\":[1]}}",
        "{\"statusCode\":200,\"headers\":{\"content-length\":\"1\"}}",
        "{\"statusCode\":200,\"headers\":{},\"cookies\":[\"a\\nb\"]}",
        "{\"statusCode\":200,\"headers\":{},\"cookies\":1}",
    })
    void strangeResponse(String prelude) throws Exception {
        for (int i = 0; i < 2 * SLOTS; i++) {
            try (Socket socket = send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")) {
                assertEquals(202, respond(next(), prelude + "\0".repeat(8) + "body").statusCode());
                handled.acquire();
            }
        }
        assertIdle();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "response HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\na",
        "response HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nx\r\na\r\n0\r\n\r\n",
        "error HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain; charset=none\r\nContent-Length: 1\r\n\r\na",
        "error HTTP/1.1\r\nHost: a\r\nContent-Type: /\r\nContent-Length: 1\r\n\r\na",
        "error HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\na",
        "error HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n",
        "error HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nx\r\na\r\n0\r\n\r\n",
    })
    void brokenAnswerOfTheRuntime(String answer) throws Exception {
        try (Socket socket = send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")) {
            try (Socket runtime = new Socket(InetAddress.getLoopbackAddress(), apis.port())) {
                write(runtime, "POST " + path(next()) + answer);
                runtime.shutdownOutput();
                runtime.getInputStream().readAllBytes();
            }
            assertIdle();
            assertTrue(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII).endsWith("502"));
        }
    }

    /** A runtime that answers whatever comes. */
    private void serve() {
        try {
            while (true) {
                respond(next(), PRELUDE);
            }
        } catch (IOException | InterruptedException e) {
            // The test is over
        }
    }

    private void assertIdle() throws InterruptedException {
        assertTrue(invoker.awaitIdle(Duration.ofSeconds(5)));
    }

    private Socket send(String request) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), url.port());
        write(socket, request);
        return socket;
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String chunk(String text) {
        return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
    }

    private static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    private HttpResponse<String> next() throws IOException, InterruptedException {
        return client.send(request("/2018-06-01/runtime/invocation/next").build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> respond(HttpResponse<String> event, String body) throws IOException, InterruptedException {
        return client.send(request(path(event) + "response").POST(BodyPublishers.ofString(body)).build(),
                BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + apis.port() + path));
    }

    private static String path(HttpResponse<String> event) {
        return "/2018-06-01/runtime/invocation/"
                + event.headers().firstValue("Lambda-Runtime-Aws-Request-Id").orElseThrow() + "/";
    }
}
