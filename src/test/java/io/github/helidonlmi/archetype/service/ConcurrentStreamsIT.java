package io.github.helidonlmi.archetype.service;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.helidonlmi.archetype.support.Scenario;
import io.github.helidonlmi.archetype.support.Service;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * scripts/concurrent-streams.sh tells complete streams from other answers, posts a body, and signs its requests when it must.
 */
class ConcurrentStreamsIT {
    private static final Pattern ROW =
            Pattern.compile(" *(\\d+)  ([0-9a-f]{8}|-) +(\\d+) +(\\d+\\.\\d{3}) s +(\\d+\\.\\d{3}) s(?:  (.*))?");
    private static final Map<String, String> CREDENTIALS = Map.of(
            "AWS_ACCESS_KEY_ID", "AKIDEXAMPLE",
            "AWS_SECRET_ACCESS_KEY", "an/example+secret",
            "AWS_SESSION_TOKEN", "a/session+token==");

    private final Scenario scenario = Scenario.named("default");

    @TempDir
    private Path temporary;

    @TempDir
    private Path folder;

    @Test
    void tenStreamsAtOnceAreGood() throws Exception {
        try (Service service = Service.start(scenario.function(), Map.of())) {
            service.client().get("/?delay=0");
            Run run = run(Map.of(), service.client().root());

            assertEquals(0, run.status, run.toString());
            assertEquals(10, run.rows().size(), run.toString());
            assertEquals(Set.of("200"), new HashSet<>(run.column(3)));
            assertEquals(10, new HashSet<>(run.column(2)).size(), run.toString());
            assertTrue(number(Collections.min(run.column(5))) > 2.5, "total: " + run);
            assertTrue(number(Collections.max(run.column(4))) < number(Collections.min(run.column(5))) / 2, run.toString());
            assertEquals("10 requests: 10 answered 200, 10 complete, 10 distinct ids, 10 under way at once",
                    run.summary());
        }
    }

    @Test
    void refusalsAreShownAndFail() throws Exception {
        try (Service service = Service.start(scenario.function(), Map.of("AWS_LAMBDA_MAX_CONCURRENCY", "3"))) {
            Run run = run(Map.of(), service.client().root(), 5);

            assertEquals(1, run.status, run.toString());
            assertEquals(List.of("200", "200", "200", "503", "503"), run.column(3).stream().sorted().toList());
            assertEquals(5, new HashSet<>(run.column(2)).size(), run.toString());
            assertEquals(2, Collections.frequency(run.column(6), "Concurrency limit reached. Retry later."));
            assertEquals("5 requests: 3 answered 200, 3 complete, 3 distinct ids, 3 under way at once",
                    run.summary());
        }
    }

    @Test
    void signsWhenItMustWithTheRegionOfTheHost() throws Exception {
        try (SignedOnly server = new SignedOnly()) {
            // The host name of a function URL, resolved by the fake server as its proxy
            Run run = run(with(CREDENTIALS, "http_proxy", server.url()),
                    "http://abc123.lambda-url.ap-southeast-2.on.aws/", 4);

            assertEquals(0, run.status, run + "\n" + server.refused);
            assertEquals("4 requests: 4 answered 200, 4 complete, 4 distinct ids, 4 under way at once",
                    run.summary().replaceAll("\\d+ under", "4 under"));
            assertEquals(4, server.signed.size());
            for (String authorization : server.signed) {
                assertTrue(authorization.matches("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/\\d{8}/ap-southeast-2/lambda/"
                        + "aws4_request, *SignedHeaders=[a-z0-9;-]*host[a-z0-9;-]*, *Signature=[0-9a-f]{64}"), authorization);
            }
            assertEquals(Set.of("a/session+token=="), server.tokens);
        }
    }

    @Test
    void signsWithTheRegionOfTheEnvironmentForAnotherHost() throws Exception {
        try (SignedOnly server = new SignedOnly()) {
            Run run = run(with(CREDENTIALS, "AWS_REGION", "eu-north-1"), server.url(), 1);

            assertEquals(0, run.status, run + "\n" + server.refused);
            assertTrue(server.signed.getFirst().contains("/eu-north-1/lambda/aws4_request"), server.signed.toString());
        }
    }

    @Test
    void saysWhatSigningLacks() throws Exception {
        try (SignedOnly server = new SignedOnly()) {
            assertEquals(new Run(2, "concurrent-streams.sh: " + server.url()
                            + " wants signed requests: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY\n"),
                    run(Map.of("AWS_REGION", "eu-north-1"), server.url()));
            assertEquals(new Run(2, "concurrent-streams.sh: 127.0.0.1 does not tell its region: set AWS_REGION\n"),
                    run(CREDENTIALS, server.url()));
            assertEquals(List.of(), server.signed);
        }
    }

    @Test
    void doesNotSignForThoseWhoDoNotAsk() throws Exception {
        try (SignedOnly server = new SignedOnly(200)) {
            Run run = run(with(CREDENTIALS, "AWS_REGION", "eu-north-1"), server.url(), 2);

            assertEquals(0, run.status, run.toString());
            assertEquals(List.of(), server.signed);
        }
    }

    @Test
    void signsALargeBody() throws Exception {
        Path body = Files.writeString(folder.resolve("body.json"), "{\"text\": \"" + "x".repeat(2_000_000) + "\"}");
        try (SignedOnly server = new SignedOnly()) {
            Run run = run(with(CREDENTIALS, "AWS_REGION", "eu-north-1"), server.url(), 2, "-d", "@" + body);

            assertEquals(0, run.status, run + "\n" + server.refused);
            assertEquals(2, server.signed.size());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no end of line", "[00000001] another id\n", "{\"detail\":\"no problem\"}\n\n"})
    void aStreamMayHaveAnyText(String text) throws Exception {
        AtomicInteger id = new AtomicInteger();
        try (Server server = new Server(exchange -> answer(exchange, 200, "%08x".formatted(id.incrementAndGet()), text))) {
            Run run = run(Map.of(), server.url(), 2);

            assertEquals(0, run.status, run.toString());
            assertTrue(run.summary().startsWith("2 requests: 2 answered 200, 2 complete, 2 distinct ids, "), run.toString());
        }
    }

    @ParameterizedTest
    @CsvSource({
            "cut,  00000001, transfer closed with , 0",
            "none,         , no Stream-Id header,   2",
            "same, 00000001, '',                    2"})
    void aStreamMustBeCompleteWithItsOwnId(String kind, String id, String note, int complete) throws Exception {
        HttpHandler handler = exchange -> {
            answer(exchange, 200, id, "half a mess");
            if (kind.equals("cut") && !isHead(exchange)) {
                throw new IOException("the server ends the connection");
            }
        };
        try (Server server = new Server(handler)) {
            Run run = run(Map.of(), server.url(), 2);

            assertEquals(1, run.status, run.toString());
            assertEquals(2, run.rows().size(), run.toString());
            assertTrue(run.rows().stream().allMatch(row -> row.get(5) == null ? note.isEmpty()
                    : !note.isEmpty() && row.get(5).startsWith(note)), run.toString());
            assertTrue(run.summary().startsWith("2 requests: 2 answered 200, " + complete + " complete, "), run.toString());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "{\"title\":\"Method Not Allowed\",\"status\":405,\"detail\":\"Allowed here: POST\"} | Allowed here: POST",
            "{\"detail\":\"no \\\"x\\\" or \\\\\",\"status\":400}                                 | no \"x\" or \\",
            "{\"Message\":\"Forbidden\"}                                                   | {\"Message\":\"Forbidden\"}"})
    void aRefusalIsShownInItsWords(String text, String note) throws Exception {
        try (Server server = new Server(exchange -> answer(exchange, 405, "0000000a", text))) {
            Run run = run(Map.of(), server.url(), 1);

            assertEquals(1, run.status, run.toString());
            assertEquals(List.of("1", "0000000a", "405"), run.rows().getFirst().subList(0, 3));
            assertEquals(note, run.rows().getFirst().get(5));
        }
    }

    @Test
    void postsAStreamsBody() throws Exception {
        try (Service service = Service.start(scenario.function(), Map.of())) {
            Run run = run(Map.of(), "-d", "{\"text\": \"short\"}", service.client().root(), 3);

            assertEquals(0, run.status, run.toString());
            assertTrue(number(Collections.max(run.column(5))) < 2.5, "total: " + run);
            assertTrue(run.summary().startsWith("3 requests: 3 answered 200, 3 complete, 3 distinct ids, "), run.toString());
        }
    }

    @ParameterizedTest
    @CsvSource({"first, -d", "last, --data"})
    void theBodyIsPostedAsItIs(String place, String option) throws Exception {
        String body = "{\n  \"text\": \"ä, \\\"\\\\\\\" and %s\"\n}\n";
        Path file = Files.writeString(folder.resolve("a body.json"), body);
        List<String> received = Collections.synchronizedList(new ArrayList<>());
        AtomicInteger id = new AtomicInteger();
        HttpHandler handler = exchange -> {
            if (!isHead(exchange)) {
                received.add(String.join(" ", exchange.getRequestMethod(), exchange.getRequestHeaders().getFirst("Content-Type"),
                        exchange.getRequestHeaders().getFirst("Accept"),
                        new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            }
            answer(exchange, 200, "%08x".formatted(id.incrementAndGet()), "");
        };
        try (Server server = new Server(handler)) {
            for (String data : List.of(body, "@" + file)) {
                Run run = place.equals("first") ? run(Map.of(), option, data, server.url(), 2)
                        : run(Map.of(), server.url(), 2, option, data);
                assertEquals(0, run.status, run.toString());
            }
            assertEquals(Collections.nCopies(4, "POST application/json text/plain, */*;q=0.5 " + body), received);
        }
    }

    @Test
    void aMissingBodyIsNamed() throws Exception {
        assertEquals(new Run(2, "concurrent-streams.sh: the body cannot be read: cat: /no/body: No such file or directory\n"),
                run(Map.of(), "-d", "@/no/body", "http://localhost/"));
    }

    @Test
    void noProxyIsAskedForThisMachine() throws Exception {
        String unreachable;
        try (Server server = new Server(exchange -> { })) {
            unreachable = server.url();
        }
        Map<String, String> proxy = Map.of("http_proxy", unreachable, "NO_PROXY", "example.invalid");
        try (Server server = new Server(exchange -> answer(exchange, 200, "0000000a", ""))) {
            assertEquals(0, run(proxy, server.url(), 1).status);
        }
        assertEquals(new Run(2, "concurrent-streams.sh: http://example.invalid/ cannot be reached: "
                + "curl: (6) Could not resolve host: example.invalid\n"), run(proxy, "http://example.invalid/"));
    }

    /** A shell with a decimal comma cannot read the numbers of curl. */
    @Test
    void numbersHaveADecimalPoint() throws Exception {
        Path locales = folder.resolve("locales");
        Path fake = Files.writeString(folder.resolve("curl"), """
                #!/bin/sh
                echo "$LC_ALL" >>"%s"
                PATH='%s'
                exec curl "$@"
                """.formatted(locales, System.getenv("PATH")));
        assertTrue(fake.toFile().setExecutable(true));
        try (Server server = new Server(exchange -> answer(exchange, 200, "0000000a", ""))) {
            run(Map.of("LC_ALL", "de_DE.UTF-8", "PATH", folder + ":" + System.getenv("PATH")), server.url(), 1);
        }
        assertEquals(Set.of("C"), Set.copyOf(Files.readAllLines(locales)));
    }

    @ParameterizedTest
    @CsvSource({
            "http://localhost/,0,N must be a whole number from 1 to 300: 0",
            "http://localhost/,301,N must be a whole number from 1 to 300: 301",
            "http://localhost/,ten,N must be a whole number from 1 to 300: ten",
            "http://localhost/,-1,N must be a whole number from 1 to 300: -1",
            "localhost,1,not a URL that begins with http:// or https://: localhost",
            "'http://local host/',1,not a URL: http://local host/"})
    void wrongArgumentsAreNamed(String url, String count, String message) throws Exception {
        assertEquals(new Run(2, "concurrent-streams.sh: " + message + "\n"), run(Map.of(), url, count));
    }

    @Test
    void showsItsUsage() throws Exception {
        Run help = run(Map.of(), "--help");

        assertEquals(0, help.status);
        assertTrue(help.output.startsWith("usage: scripts/concurrent-streams.sh [-d JSON] URL [N]\n"), help.output);
        assertEquals(new Run(2, help.output), run(Map.of()));
        assertEquals(new Run(2, help.output), run(Map.of(), "http://localhost/", 1, 2));
        assertEquals(new Run(2, help.output), run(Map.of(), "http://localhost/", "-d"));
    }

    @Test
    void anUnreachableUrlIsNamed() throws Exception {
        String url;
        try (Server server = new Server(exchange -> { })) {
            url = server.url();
        }
        Run run = run(Map.of(), url);

        assertEquals(2, run.status);
        assertTrue(run.output.startsWith("concurrent-streams.sh: " + url + " cannot be reached: curl: (7) "), run.output);
    }

    @Test
    void aMissingCurlIsNamed() throws Exception {
        assertEquals(new Run(2, "concurrent-streams.sh: curl is missing: install it, 7.75 or newer\n"),
                run(Map.of("PATH", Files.createDirectory(folder.resolve("bin")).toString()), "http://localhost/"));
    }

    /** Runs the script, and checks that it leaves nothing in its temporary folder. */
    private Run run(Map<String, String> environment, Object... arguments) throws IOException, InterruptedException {
        ProcessBuilder builder = Service.command(scenario.project().resolve("scripts/concurrent-streams.sh"),
                Map.of("TMPDIR", temporary.toString()), environment);
        builder.environment().keySet().removeIf(name -> name.matches("(?i)(all|no|https?)_proxy")
                && !environment.containsKey(name));
        for (Object argument : arguments) {
            builder.command().add(argument.toString());
        }
        Process process = builder.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Run run = new Run(process.waitFor(), output);
        try (Stream<Path> left = Files.list(temporary)) {
            assertEquals(List.of(), left.toList());
        }
        assertFalse(output.contains(CREDENTIALS.get("AWS_SECRET_ACCESS_KEY")), output);
        return run;
    }

    private static Map<String, String> with(Map<String, String> environment, String name, String value) {
        Map<String, String> more = new HashMap<>(environment);
        more.put(name, value);
        return more;
    }

    private static double number(String text) {
        return Double.parseDouble(text);
    }

    /** Answers in chunks, whose end is written only when the exchange is closed. */
    private static void answer(HttpExchange exchange, int status, String id, String text) throws IOException {
        if (id != null) {
            exchange.getResponseHeaders().set("Stream-Id", id);
        }
        exchange.sendResponseHeaders(status, isHead(exchange) ? -1 : 0);
        if (!isHead(exchange)) {
            exchange.getResponseBody().write(text.getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
        }
    }

    private static boolean isHead(HttpExchange exchange) {
        return exchange.getRequestMethod().equals("HEAD");
    }

    /**
     * What the script has printed, with one row for each request.
     */
    private record Run(int status, String output) {
        /** Number, id, status, first byte, total and note of each request. */
        List<List<String>> rows() {
            return output.lines().map(ROW::matcher).filter(Matcher::matches)
                    .map(row -> Arrays.asList(row.group(1), row.group(2), row.group(3), row.group(4), row.group(5),
                            row.group(6))).toList();
        }

        List<String> column(int number) {
            return rows().stream().map(row -> row.get(number - 1)).toList();
        }

        String summary() {
            return output.lines().reduce("", (before, line) -> line);
        }
    }

    /**
     * A server on a free port. It cuts off the answer of a handler that throws.
     */
    private static class Server implements AutoCloseable {
        private final HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);

        Server(HttpHandler handler) throws IOException {
            server.createContext("/", exchange -> {
                handler.handle(exchange);
                exchange.close();
            });
            server.start();
        }

        String url() {
            return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }

    /**
     * A function URL with AWS_IAM as far as the script can see: 403 for a request that is not signed.
     */
    private static final class SignedOnly implements AutoCloseable {
        private static final Pattern SIGNED_HEADERS = Pattern.compile("SignedHeaders=([^,]+)");

        private final List<String> signed = Collections.synchronizedList(new ArrayList<>());
        private final List<String> refused = Collections.synchronizedList(new ArrayList<>());
        private final Set<String> tokens = Collections.synchronizedSet(new HashSet<>());
        private final AtomicInteger id = new AtomicInteger();
        private final int unsigned;
        private final Server server;

        SignedOnly() throws IOException {
            this(403);
        }

        SignedOnly(int unsigned) throws IOException {
            this.unsigned = unsigned;
            server = new Server(this::handle);
        }

        private void handle(HttpExchange exchange) throws IOException {
            Headers headers = exchange.getRequestHeaders();
            String authorization = headers.getFirst("Authorization");
            int status = 200;
            if (authorization == null || !signedHeaders(authorization).allMatch(headers::containsKey)) {
                refused.add(exchange.getRequestMethod() + " " + headers.entrySet());
                status = authorization == null ? unsigned : 403;
            } else {
                signed.add(authorization);
                tokens.add(headers.getFirst("x-amz-security-token"));
            }
            exchange.getRequestBody().readAllBytes();
            answer(exchange, status, status == 200 ? "%08x".formatted(id.incrementAndGet()) : null,
                    status == 200 ? "signed" : "{\"Message\":\"Forbidden\"}");
        }

        private static Stream<String> signedHeaders(String authorization) {
            return SIGNED_HEADERS.matcher(authorization).results().flatMap(found -> Stream.of(found.group(1).split(";")));
        }

        String url() {
            return server.url();
        }

        @Override
        public void close() {
            server.close();
        }
    }
}
