package io.github.helidonlmi.lambda;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import io.helidon.json.JsonArray;
import io.helidon.json.JsonObject;
import io.helidon.webserver.WebServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The APIs and the function URL as a runtime, an extension and a client of them see them.
 */
@Timeout(30)
class RuntimeApiTest {
    private static final String PRELUDE = "{\"statusCode\":201,\"headers\":{\"x-name\":\"value\"},\"cookies\":[\"a=1\",\"b=2\"]}";
    private static final String DELIMITER = "\0".repeat(8);
    private static final int CONCURRENCY = 2;
    private static final Duration TIMEOUT = Duration.ofMillis(500);
    private static final FunctionConfiguration FUNCTION = new FunctionConfiguration(Path.of("")).concurrency(CONCURRENCY);

    private final RuntimeApi runtimeApi = new RuntimeApi("function");
    private final ExtensionsApi extensionsApi = new ExtensionsApi(FUNCTION);
    private final Invoker invoker = invoker(Duration.ofSeconds(20));
    private final Invoker impatient = invoker(TIMEOUT);
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private WebServer server;

    @BeforeEach
    void start() {
        server = StreamingLambda.server(0)
                .routing(routing -> routing
                        .register("/2018-06-01", runtimeApi)
                        .register("/2020-01-01", extensionsApi)
                        .register("/impatient", new FunctionUrl(impatient))
                        .register("/url", new FunctionUrl(invoker)))
                .build()
                .start();
    }

    @AfterEach
    void stop() {
        runtimeApi.abort("end of the test");
        runtimeApi.end();
        extensionsApi.shutdown("spindown");
        extensionsApi.end();
        client.shutdownNow();
        server.stop();
    }

    @Test
    void requestBecomesAnEventAndMetadataBecomesAResponse() throws Exception {
        CompletableFuture<HttpResponse<InputStream>> response = client.sendAsync(
                request("/url/a%20b?c=%C3%A4").header("X-Name", "value").header("Cookie", "d=1; e=2")
                        .POST(BodyPublishers.ofByteArray(new byte[] {0, -1})).build(), BodyHandlers.ofInputStream());
        HttpResponse<String> event = next();

        assertTrue(event.body().contains("\"version\":\"2.0\""), event.body());
        assertTrue(event.body().contains("\"rawPath\":\"/url/a%20b\",\"rawQueryString\":\"c=%C3%A4\""), event.body());
        assertTrue(event.body().contains("\"cookies\":[\"d=1\",\"e=2\"]"), event.body());
        assertTrue(event.body().contains("\"x-name\":\"value\""), event.body());
        assertTrue(event.body().contains("\"body\":\"AP8=\",\"isBase64Encoded\":true"), event.body());

        assertEquals(202, respond(event, BodyPublishers.ofString(PRELUDE + DELIMITER + "text")).statusCode());
        assertEquals(201, response.join().statusCode());
        assertEquals(List.of("value"), response.join().headers().allValues("x-name"));
        assertEquals(List.of("a=1", "b=2"), response.join().headers().allValues("set-cookie"));
        assertEquals("text", text(response));
    }

    @Test
    void textIsNotEncoded() throws Exception {
        client.sendAsync(request("/url").header("Content-Type", "text/plain").POST(BodyPublishers.ofString("ä")).build(),
                BodyHandlers.ofInputStream());
        String event = next().body();

        assertTrue(event.contains("\"body\":\"ä\",\"isBase64Encoded\":false"), event);
    }

    @Test
    void bodyOfAnInvalidTypeIsEncoded() throws Exception {
        client.sendAsync(request("/url").header("Content-Type", "/").POST(BodyPublishers.ofString("a")).build(),
                BodyHandlers.ofInputStream());
        String event = next().body();

        assertTrue(event.contains("\"content-type\":\"/\""), event);
        assertTrue(event.contains("\"body\":\"YQ==\",\"isBase64Encoded\":true"), event);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "text", PRELUDE, "text\0\0\0\0\0\0\0\0", "[]\0\0\0\0\0\0\0\0", "{}\0\0\0\0\0\0\0\0",
            "{\"statusCode\":200,\"headers\":1}\0\0\0\0\0\0\0\0"})
    void malformedMetadataIsABadGateway(String body) throws Exception {
        CompletableFuture<HttpResponse<InputStream>> response = get("/url");
        respond(next(), BodyPublishers.ofString(body));

        assertEquals(502, response.join().statusCode());
        assertIdle();
    }

    @Test
    void reportedErrorIsABadGateway() throws Exception {
        CompletableFuture<HttpResponse<InputStream>> response = get("/url");
        assertEquals(202, post(invocation(next()) + "/error", "{\"errorMessage\":\"no\"}").statusCode());

        assertEquals(502, response.join().statusCode());
        assertIdle();
    }

    @Test
    void errorAfterTheFirstByteCutsTheBodyOff() throws Exception {
        CompletableFuture<HttpResponse<InputStream>> response = get("/url");
        // In chunks, as the length of a stream is not known
        respond(next(), BodyPublishers.fromPublisher(BodyPublishers.concat(
                BodyPublishers.ofString(PRELUDE + DELIMITER + "text"),
                BodyPublishers.ofString("Lambda-Runtime-Function-Error-Type: Runtime.StreamError\r\n"))));

        assertEquals(201, response.join().statusCode());
        assertThrows(IOException.class, () -> text(response));
        assertIdle();
    }

    @Test
    void unknownInvocationIsRefused() throws Exception {
        assertEquals(400, post("/2018-06-01/runtime/invocation/none/response", PRELUDE).statusCode());
        assertEquals(400, post("/2018-06-01/runtime/invocation/none/error", "{}").statusCode());
    }

    @Test
    void oneMoreThanTheLimitIsRefused() throws Exception {
        get("/url");
        get("/url");
        HttpResponse<String> first = next();
        next();

        assertEquals(429, get("/url").join().statusCode());
        assertEquals(CONCURRENCY, runtimeApi.peak());
        respond(first, BodyPublishers.ofString(PRELUDE + DELIMITER));
        CompletableFuture<HttpResponse<InputStream>> again = get("/url");
        respond(next(), BodyPublishers.ofString(PRELUDE + DELIMITER));
        assertEquals(201, again.join().statusCode());
        assertEquals(CONCURRENCY, runtimeApi.peak());
    }

    @Test
    void timeoutIsAnErrorAndTheSlotStaysTaken() throws Exception {
        CompletableFuture<HttpResponse<InputStream>> response = get("/impatient");
        HttpResponse<String> event = next();

        assertEquals(504, response.join().statusCode());
        assertFalse(impatient.awaitIdle(Duration.ZERO));
        assertEquals(410, respond(event, BodyPublishers.ofString(PRELUDE + DELIMITER + "late")).statusCode());
        assertTrue(impatient.awaitIdle(TIMEOUT));
    }

    @Test
    void eventOfAnyKindSucceedsOrFails() throws Exception {
        JsonObject json = JsonObject.builder().set("Records", JsonArray.empty()).build();
        byte[] event = json.toString().getBytes(StandardCharsets.UTF_8);

        Invocation answered = invoker.invoke(event).orElseThrow();
        HttpResponse<String> next = next();
        assertEquals(json.toString(), next.body());
        respond(next, BodyPublishers.ofString(PRELUDE + DELIMITER + "text"));
        assertEquals(Optional.empty(), answered.awaitFailure());

        Invocation failed = invoker.invoke(event).orElseThrow();
        post(invocation(next()) + "/error", "{\"errorMessage\":\"no\"}");
        assertEquals(Optional.of("{\"errorMessage\":\"no\"}"), failed.awaitFailure());

        Invocation failedLater = invoker.invoke(event).orElseThrow();
        respond(next(), BodyPublishers.fromPublisher(BodyPublishers.concat(
                BodyPublishers.ofString(PRELUDE + DELIMITER + "text"),
                BodyPublishers.ofString("Lambda-Runtime-Function-Error-Type: Runtime.StreamError\r\n"))));
        assertEquals(Optional.of("error after the first byte"), failedLater.awaitFailure());

        assertTrue(impatient.invoke(event).orElseThrow().awaitFailure().isPresent());
    }

    @Test
    void initErrorIsReported() throws Exception {
        assertFalse(runtimeApi.initialized().isDone());
        assertEquals(202, post("/2018-06-01/runtime/init/error", "{\"errorMessage\":\"no\"}").statusCode());
        assertTrue(assertThrows(CompletionException.class, runtimeApi.initialized()::join).getMessage().contains("no"));
    }

    @Test
    void firstRequestForAnEventEndsInit() throws Exception {
        client.sendAsync(request("/2018-06-01/runtime/invocation/next").build(), BodyHandlers.discarding());

        runtimeApi.initialized().join();
    }

    @Test
    void whatRunsOrWaitsEndsWithTheRuntime() throws Exception {
        CompletableFuture<HttpResponse<InputStream>> running = get("/url");
        next();
        CompletableFuture<HttpResponse<InputStream>> waiting = get("/url");
        runtimeApi.abort("gone");

        assertEquals(502, running.join().statusCode());
        assertEquals(502, waiting.join().statusCode());
        assertEquals(502, get("/url").join().statusCode());
        assertIdle();
    }

    @Test
    void extensionIsToldToShutDown() throws Exception {
        CompletableFuture<HttpResponse<String>> event = client.sendAsync(request("/2020-01-01/extension/event/next")
                .header("Lambda-Extension-Identifier", register("[\"SHUTDOWN\"]")).build(), BodyHandlers.ofString());
        CompletableFuture<HttpResponse<String>> none = client.sendAsync(request("/2020-01-01/extension/event/next")
                .header("Lambda-Extension-Identifier", register("[]")).build(), BodyHandlers.ofString());
        assertFalse(event.isDone());
        extensionsApi.shutdown("spindown");

        assertTrue(event.join().body().contains("\"eventType\":\"SHUTDOWN\""), event.join().body());
        assertFalse(none.isDone());
    }

    @Test
    void strangersAreNoExtensions() throws Exception {
        assertEquals(403, post("/2020-01-01/extension/register", "{\"events\":[]}").statusCode());
        assertEquals(403, get("/2020-01-01/extension/event/next").join().statusCode());
    }

    private Invoker invoker(Duration timeout) {
        return new Invoker(runtimeApi,
                new FunctionConfiguration(Path.of("")).concurrency(CONCURRENCY).timeout(timeout), ended -> { });
    }

    private String register(String events) throws Exception {
        return client.send(request("/2020-01-01/extension/register").header("Lambda-Extension-Name", "extension")
                .POST(BodyPublishers.ofString("{\"events\":" + events + "}")).build(), BodyHandlers.ofString())
                .headers().firstValue("Lambda-Extension-Identifier").orElseThrow();
    }

    private void assertIdle() throws InterruptedException {
        assertTrue(invoker.awaitIdle(Duration.ofSeconds(10)));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
    }

    private CompletableFuture<HttpResponse<InputStream>> get(String path) {
        return client.sendAsync(request(path).build(), BodyHandlers.ofInputStream());
    }

    private HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return client.send(request(path).POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> next() throws IOException, InterruptedException {
        return client.send(request("/2018-06-01/runtime/invocation/next").build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> respond(HttpResponse<String> event, BodyPublisher body)
            throws IOException, InterruptedException {
        return client.send(request(invocation(event) + "/response").POST(body).build(), BodyHandlers.ofString());
    }

    private static String invocation(HttpResponse<String> event) {
        return "/2018-06-01/runtime/invocation/"
                + event.headers().firstValue("Lambda-Runtime-Aws-Request-Id").orElseThrow();
    }

    private static String text(CompletableFuture<HttpResponse<InputStream>> response) throws IOException {
        return new String(response.join().body().readAllBytes(), StandardCharsets.UTF_8);
    }
}
