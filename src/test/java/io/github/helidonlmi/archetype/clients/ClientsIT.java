package io.github.helidonlmi.archetype.clients;

import java.io.StringReader;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.helidonlmi.archetype.clients.Delivery.Kind;
import io.github.helidonlmi.archetype.clients.Library.Format;
import io.github.helidonlmi.archetype.support.RequiresTools;
import io.github.helidonlmi.archetype.support.Scenario;
import io.github.helidonlmi.archetype.support.Service;
import io.github.helidonlmi.archetype.support.Tool;
import io.github.helidonlmi.lambda.StreamingLambda;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Clients that others have written get every token as it comes and exactly once, whatever cuts their connection, and know how
 * a stream has ended.
 */
@RequiresTools({Tool.CHROMEDRIVER, Tool.CHROMIUM, Tool.GO_CLIENT, Tool.NODE_CLIENTS, Tool.PYTHON})
class ClientsIT {
    private static final Scenario SCENARIO = Scenario.named("default");
    /** Enough for all at the same time, also for those whose client has disconnected. */
    private static final int CONCURRENCY = 400;
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "STREAM_HEARTBEAT", "PT0.2S", "STREAM_LIMIT_PERMITS", String.valueOf(CONCURRENCY));

    @TestInstance(Lifecycle.PER_CLASS)
    @Timeout(120)
    private abstract static class Judges {
        private Clients clients;

        void start(URI service, URI impatient) throws Exception {
            clients = new Clients(service, impatient);
        }

        @AfterAll
        void stopClients() throws Exception {
            if (clients != null) {
                clients.close();
            }
        }

        static Stream<Library> all() {
            return Arrays.stream(Library.values());
        }

        static Stream<Library> events() {
            return all().filter(library -> library.format == Format.EVENTS);
        }

        static Stream<Library> others() {
            return all().filter(library -> library.format != Format.EVENTS);
        }

        @ParameterizedTest
        @MethodSource("all")
        void everyTokenArrivesAsItComes(Library library) throws Exception {
            Result result = complete(library, Trial.STREAM);

            result.assertComplete();
            result.assertPaced();
        }

        @ParameterizedTest
        @MethodSource("all")
        void everyCharacterArrivesIntact(Library library) throws Exception {
            complete(library, Trial.TEXT).assertComplete();
        }

        @ParameterizedTest
        @MethodSource("events")
        void everyTokenArrivesOnceWhereverTheConnectionIsClosed(Library library) throws Exception {
            complete(library, Trial.CUT_BY_FIN).assertComplete();
        }

        @ParameterizedTest
        @MethodSource("events")
        void everyTokenArrivesOnceWhereverTheConnectionIsReset(Library library) throws Exception {
            complete(library, Trial.CUT_BY_RST).assertComplete();
        }

        @ParameterizedTest
        @MethodSource("events")
        void everyTokenArrivesOnceIfOnlyTheBlankLineIsMissing(Library library) throws Exception {
            Result result = complete(library, Trial.CUT_BEFORE_BLANK_LINE);

            if (library == Library.FETCH_EVENT_SOURCE) {
                // By the standard, a client sets the id when it dispatches an event. This one sets it when it reads the line, so
                // one token is lost
                List<String> tokens = new ArrayList<>(Trial.CUT_BEFORE_BLANK_LINE.expected(result.id()));
                tokens.remove(Trial.CUT_AFTER);
                assertEquals(tokens, result.tokens());
            } else {
                result.assertComplete();
            }
        }

        @ParameterizedTest
        @MethodSource("others")
        void cutIsNoEnd(Library library) throws Exception {
            for (Trial trial : List.of(Trial.CUT_BY_FIN, Trial.CUT_BY_RST)) {
                lost(library, trial).assertCut();
            }
        }

        @ParameterizedTest
        @MethodSource("events")
        void nothingReconnectsForEverAfterDone(Library library) throws Exception {
            Result result = complete(library, Trial.CUT_AFTER_DONE);

            result.assertComplete();
            assertEquals(2, result.proxy().requests().size());
            assertTrue(result.proxy().responses().contains("HTTP/1.1 204 "), result.proxy().responses());
        }

        @ParameterizedTest
        @MethodSource("events")
        void heartbeatsAreUnseen(Library library) throws Exception {
            Result result = complete(library, Trial.HEARTBEAT);

            result.assertComplete();
            assertTrue(result.proxy().responses().split("\n: heartbeat\n").length > Trial.HEARTBEAT.tokens);
        }

        /** Some then connect again, and get the rest. */
        @ParameterizedTest
        @MethodSource("all")
        void errorIsSeen(Library library) throws Exception {
            Result result = library.format == Format.TEXT ? lost(library, Trial.ERROR) : complete(library, Trial.ERROR);

            result.assertBegun();
            assertTrue(library.format == Format.TEXT || result.events().stream().anyMatch(event -> switch (library.format) {
                case EVENTS -> event.isEvent("error") && event.data().contains("\"status\":504");
                default -> event.data().contains("\"error\":{") && event.data().contains("\"status\":504");
            }), result::toString);
            if (library.reconnects()) {
                result.assertComplete();
            }
        }

        private Result lost(Library library, Trial trial) throws InterruptedException {
            String job = library.job(trial);
            return new Result(library, trial, clients.deliveries().awaitLost(job), clients.proxy(job));
        }

        /** What is there when the client has come to its end. */
        private Result complete(Library library, Trial trial) throws InterruptedException {
            String job = library.job(trial);
            return new Result(library, trial, clients.deliveries().awaitEnd(job), clients.proxy(job));
        }
    }

    @Nested
    class Directly extends Judges {
        private Service service;
        private Service impatient;

        @BeforeAll
        void startAll() throws Exception {
            service = Service.start(SCENARIO.function(), ENVIRONMENT);
            Map<String, String> environment = new HashMap<>(ENVIRONMENT);
            environment.put("STREAM_MAX_DASH_DURATION", "PT3S");
            impatient = Service.start(SCENARIO.function(), environment);
            start(service.client().root(), impatient.client().root());
        }

        @AfterAll
        void stopServices() throws Exception {
            service.close();
            impatient.close();
        }
    }

    @Nested
    @RequiresTools(Tool.ADAPTER)
    class ThroughTheAdapter extends Judges {
        private final StreamingLambda lambda = lambda(Duration.ofMinutes(2));
        private final StreamingLambda impatient = lambda(Duration.ofSeconds(4));

        private static StreamingLambda lambda(Duration timeout) {
            return new StreamingLambda(SCENARIO.deployed(SCENARIO.function())
                    .concurrency(CONCURRENCY).timeout(timeout).environment(ENVIRONMENT));
        }

        @BeforeAll
        void startAll() throws Exception {
            lambda.start();
            impatient.start();
            lambda.awaitInit();
            impatient.awaitInit();
            start(lambda.url(), impatient.url());
        }

        @AfterAll
        void stopLambdas() throws Exception {
            lambda.close();
            impatient.close();
        }
    }

    /** What a client has delivered of a stream, and what stood between. */
    private record Result(Library library, Trial trial, List<Delivery> deliveries, CuttingProxy proxy) {
        /** Every token once, in order, then the end. */
        void assertComplete() {
            assertEquals(0, proxy.cutsLeft());
            assertEquals(trial.expected(id()), tokens(), this::toString);
            Delivery last = events().getLast();
            switch (library.format) {
                case EVENTS -> assertTrue(last.isEvent("done"), this::toString);
                case LINES -> assertTrue(json(last.data()).getBoolean("done"), this::toString);
                case TEXT -> {
                    // Only the end of the body tells
                }
            }
        }

        /** A beginning, and then no end. */
        void assertCut() {
            assertEquals(0, proxy.cutsLeft());
            assertEquals(List.of(), deliveries.stream().filter(delivery -> delivery.kind() == Kind.END).toList());
            assertTrue(tokens().size() < trial.tokens, this::toString);
            assertBegun();
        }

        /** The first tokens, as far as they go. */
        void assertBegun() {
            List<String> tokens = tokens();
            if (!tokens.isEmpty()) {
                assertEquals(trial.expected(id()).subList(0, tokens.size()), tokens, this::toString);
            }
        }

        /** A pause before most of the tokens. */
        void assertPaced() {
            List<Delivery> events = events();
            long pauses = IntStream.range(1, events.size())
                    .filter(i -> events.get(i).at() - events.get(i - 1).at() >= 50).count();
            assertTrue(pauses > trial.tokens / 2, this::toString);
        }

        List<Delivery> events() {
            return deliveries.stream().filter(delivery -> delivery.kind() == Kind.EVENT).toList();
        }

        List<String> tokens() {
            return switch (library.format) {
                case EVENTS -> events().stream().filter(event -> event.isEvent("message"))
                        .map(event -> ((JsonString) value(event.data())).getString()).toList();
                // A Scanner delivers what there is of the last line before it tells that the connection was lost
                case LINES -> events().stream().filter(event -> library != Library.GO_SCANNER || event.data().endsWith("}"))
                        .map(event -> json(event.data())).filter(line -> line.containsKey("token"))
                        .map(line -> line.getString("token")).toList();
                case TEXT -> characters(events().stream().map(Delivery::data).collect(Collectors.joining()));
            };
        }

        /** Of the stream. */
        private String id() {
            Delivery first = events().getFirst();
            return switch (library.format) {
                case EVENTS -> first.id().replaceFirst("-.*", "");
                case LINES -> json(first.data()).getString("id");
                case TEXT -> String.join("", tokens().subList(1, 9));
            };
        }

        private static List<String> characters(String text) {
            return text.codePoints().mapToObj(Character::toString).toList();
        }

        private static JsonObject json(String text) {
            return (JsonObject) value(text);
        }

        private static JsonValue value(String text) {
            try (JsonReader reader = Json.createReader(new StringReader(text))) {
                return reader.readValue();
            }
        }
    }
}
