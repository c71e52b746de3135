package io.github.helidonlmi.archetype.adapter;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.github.helidonlmi.archetype.support.Client;
import io.github.helidonlmi.archetype.support.Client.Answer;
import io.github.helidonlmi.archetype.support.Concurrently;
import io.github.helidonlmi.archetype.support.RequiresTools;
import io.github.helidonlmi.archetype.support.Scenario;
import io.github.helidonlmi.archetype.support.Tool;
import io.github.helidonlmi.lambda.FreePort;
import io.github.helidonlmi.lambda.StreamingLambdaExtension;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

/**
 * What passes the adapter unchanged, and how each kind of failure ends: none leaves a slot taken.
 */
@RequiresTools(Tool.ADAPTER)
@Timeout(120)
class AdapterFaultsIT {
    private static final int CONCURRENCY = 4;
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofSeconds(5);
    private static final String COMPLETE = "a" + FixtureApp.REST;

    @TempDir
    private static Path function;

    @BeforeAll
    static void writeFunction() throws IOException {
        FixtureApp.writeFunction(function);
    }

    /** A function of FixtureApp, and the app itself, past Lambda. */
    private abstract static class Function {
        final int port = FreePort.find();
        final Client app = new Client(URI.create("http://127.0.0.1:" + port));
        Client client;

        @RegisterExtension
        final StreamingLambdaExtension lambda;

        Function(Duration timeout, Map<String, String> variables) throws IOException {
            lambda = new StreamingLambdaExtension(Scenario.named("default").deployed(function)
                    .concurrency(CONCURRENCY).timeout(timeout)
                    .environment("PORT", String.valueOf(port))
                    .environment(variables));
        }

        @BeforeEach
        void openClient() {
            client = new Client(lambda.url());
        }

        @AfterEach
        void closeClients() {
            client.close();
            app.close();
        }

        /** Begins as many streams as there are slots, and looks that all are in the app and no more are let in. */
        List<InputStream> takeAllSlots() throws IOException, InterruptedException {
            List<InputStream> streams = new ArrayList<>();
            for (int i = 0; i < CONCURRENCY; i++) {
                streams.add(begin("/hold"));
            }
            assertAllSlotsTaken();
            return streams;
        }

        /** Begins a stream, and reads its first byte. */
        InputStream begin(String path) throws IOException, InterruptedException {
            HttpResponse<InputStream> response = client.send(client.request(path));
            assertEquals(200, response.statusCode());
            assertEquals('a', response.body().read());
            return response.body();
        }

        void assertAllSlotsTaken() throws IOException, InterruptedException {
            app.get("/held/" + CONCURRENCY);
            assertEquals(429, client.get("/health").status());
        }

        /** The streams that have been begun run to their end, and then a full round does. */
        void assertNoSlotLeaks(int completed) throws Exception {
            app.get("/release");
            lambda.awaitIdle();
            assertEquals(String.valueOf(completed), app.get("/completed").text());

            List<InputStream> streams = takeAllSlots();
            app.get("/release");
            for (InputStream stream : streams) {
                assertEquals(COMPLETE, "a" + new String(stream.readAllBytes()));
            }
        }
    }

    @Nested
    class WithTimeToSpare extends Function {
        WithTimeToSpare() throws IOException {
            super(LONG, Map.of());
        }

        @BeforeEach
        void awaitInit() throws Exception {
            lambda.awaitInit();
        }

        @Test
        void statusHeadersAndCookiesPass() throws Exception {
            HttpResponse<InputStream> response = client.send(client.request("/metadata?q=%C3%A4&q=2")
                    .header("Cookie", "c=3; d=4"));

            assertEquals(203, response.statusCode());
            assertEquals(List.of("one"), response.headers().allValues("X-Fixture"));
            assertEquals(List.of("a=1; Path=/", "b=2; HttpOnly"), response.headers().allValues("Set-Cookie"));
            // The adapter joins the event's cookies without a blank
            assertEquals("q=%C3%A4&q=2 c=3;d=4", new String(response.body().readAllBytes()));
            assertEquals(404, client.get("/nowhere").status());
        }

        @Test
        void largeBodiesPass() throws Exception {
            byte[] request = FixtureApp.bytes(4 << 20);
            assertArrayEquals(request, client.send(client.request("/echo").POST(BodyPublishers.ofByteArray(request)))
                    .body().readAllBytes());
            assertArrayEquals(FixtureApp.bytes(15 << 20),
                    client.send(client.request("/bytes/" + (15 << 20))).body().readAllBytes());
        }

        @Test
        void runsOnWithoutItsClients() throws Exception {
            for (InputStream stream : takeAllSlots()) {
                stream.close();
            }
            client.close();
            client = new Client(lambda.url());

            assertAllSlotsTaken();
            assertNoSlotLeaks(CONCURRENCY);
        }

        @Test
        void errorBeforeTheFirstByteIsAnAnswer() throws Exception {
            for (int i = 0; i <= CONCURRENCY; i++) {
                assertEquals(500, client.get("/fail").status());
            }
            assertNoSlotLeaks(0);
        }

        @Test
        void errorAfterTheFirstByteCutsTheBodyOff() throws Exception {
            for (int i = 0; i <= CONCURRENCY; i++) {
                assertThrows(IOException.class, begin("/fail-late")::readAllBytes);
            }
            assertNoSlotLeaks(0);
        }

        @Test
        void bodiesAreCutOffWhenTheFunctionIsKilled() throws Exception {
            List<InputStream> streams = takeAllSlots();
            lambda.runtime().destroyForcibly();

            for (InputStream stream : streams) {
                assertThrows(IOException.class, stream::readAllBytes);
            }
            assertEnded();
        }

        @Test
        void bodiesAreCutOffWhenTheAdapterIsKilled() throws Exception {
            List<InputStream> streams = takeAllSlots();
            lambda.adapter().destroyForcibly();

            for (InputStream stream : streams) {
                assertThrows(IOException.class, stream::readAllBytes);
            }
            assertEnded();
        }

        @Test
        void waitingClientsGetAnErrorWhenTheFunctionIsKilled() throws Exception {
            Concurrently<Answer> waiting = new Concurrently<>(CONCURRENCY, () -> client.get("/hold-silently"));
            assertAllSlotsTaken();
            lambda.runtime().destroyForcibly();

            waiting.results().forEach(answer -> assertEquals(502, answer.status()));
            assertEnded();
        }

        /** The exit of one process ends the whole execution environment. */
        private void assertEnded() throws Exception {
            lambda.runtime().onExit().get(1, TimeUnit.MINUTES);
            lambda.adapter().onExit().get(1, TimeUnit.MINUTES);
            lambda.awaitIdle();
            assertEquals(502, client.get("/health").status());
        }
    }

    @Nested
    class WithShortTimeout extends Function {
        WithShortTimeout() throws IOException {
            super(SHORT, Map.of());
        }

        @BeforeEach
        void awaitInit() throws Exception {
            lambda.awaitInit();
        }

        @Test
        void timeoutBeforeTheFirstByteIsAnErrorAndTheCodeRunsOn() throws Exception {
            Concurrently<Answer> waiting = new Concurrently<>(CONCURRENCY, () -> client.get("/hold-silently"));

            waiting.results().forEach(answer -> assertEquals(504, answer.status()));
            assertAllSlotsTaken();
            assertNoSlotLeaks(CONCURRENCY);
        }

        @Test
        void timeoutAfterTheFirstByteCutsTheBodyOffAndTheCodeRunsOn() throws Exception {
            for (InputStream stream : takeAllSlots()) {
                assertThrows(IOException.class, stream::readAllBytes);
            }
            assertAllSlotsTaken();
            assertNoSlotLeaks(CONCURRENCY);
        }
    }

    @Nested
    class NeverHealthy extends Function {
        NeverHealthy() throws IOException {
            super(SHORT, Map.of("AWS_LWA_READINESS_CHECK_PATH", "/fail"));
        }

        @Test
        void initNeverCompletesAndClientsGetAnError() throws Exception {
            assertEquals(504, client.get("/health").status());
            assertFalse(lambda.initialized());
        }
    }
}
