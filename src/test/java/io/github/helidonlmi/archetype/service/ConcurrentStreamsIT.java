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

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * scripts/concurrent-streams.sh tells good answers from bad ones, and signs its requests when it must.
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
            service.client().get("/");
            Run run = run(Map.of(), service.client().root());

            assertEquals(0, run.status, run.toString());
            assertEquals(10, run.rows().size(), run.toString());
            assertEquals(Set.of("200"), new HashSet<>(run.column(3)));
            assertEquals(10, new HashSet<>(run.column(2)).size(), run.toString());
            assertTrue(number(Collections.max(run.column(4))) < 1, "first byte: " + run);
            assertTrue(number(Collections.min(run.column(5))) > 2.5, "total: " + run);
            assertEquals("10 requests: 10 answered 200, 10 complete lines, 10 distinct ids, 10 under way at once",
                    run.summary());
        }
    }

    @Test
    void refusalsAreShownAndFail() throws Exception {
        try (Service service = Service.start(scenario.function(), Map.of("AWS_LAMBDA_MAX_CONCURRENCY", "3"))) {
            Run run = run(Map.of(), service.client().root(), 5);

            assertEquals(1, run.status, run.toString());
            assertEquals(List.of("200", "200", "200", "503", "503"), run.column(3).stream().sorted().toList());
            assertEquals(2, Collections.frequency(run.column(6), "{\"title\":\"Service Unavailable\",\"status\":503,"
                    + "\"detail\":\"Every stream of this environment is taken, try again\"}"));
            assertEquals("5 requests: 3 answered 200, 3 complete lines, 3 distinct ids, 3 under way at once",
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
            assertEquals("4 requests: 4 answered 200, 4 complete lines, 4 distinct ids, 4 under way at once",
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

    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = true, value = {
            "cut        | [00000001] no end of line      | not a complete line: [00000001] no end of line",
            "other      | no id\\n                       | not a complete line: no id",
            "interrupt  | [00000001] half a mess         | transfer closed with ",
            "same       | [00000001] always the same\\n  | ''"})
    void anAnswerMustBeALineOfItsOwn(String kind, String body, String note) throws Exception {
        byte[] bytes = body.replace("\\n", "\n").getBytes(StandardCharsets.UTF_8);
        HttpServer server = server(exchange -> {
            exchange.sendResponseHeaders(200, exchange.getRequestMethod().equals("HEAD") ? -1
                    : kind.equals("interrupt") ? bytes.length + 20 : bytes.length);
            exchange.getResponseBody().write(bytes);
            // Or an interrupted answer may lose what it has
            exchange.getResponseBody().flush();
        });
        try {
            Run run = run(Map.of(), "http://127.0.0.1:" + server.getAddress().getPort() + "/", 2);

            assertEquals(1, run.status, run.toString());
            assertTrue(run.rows().stream().allMatch(row -> row.get(5) == null ? note.isEmpty()
                    : row.get(5).startsWith(note)), run.toString());
        } finally {
            server.stop(0);
        }
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
        assertTrue(help.output.startsWith("usage: scripts/concurrent-streams.sh URL [N]\n"), help.output);
        assertEquals(new Run(2, help.output), run(Map.of()));
        assertEquals(new Run(2, help.output), run(Map.of(), "http://localhost/", 1, 2));
    }

    @Test
    void anUnreachableUrlIsNamed() throws Exception {
        HttpServer server = server(exchange -> { });
        String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/";
        server.stop(0);
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

    private static HttpServer server(HttpHandler handler) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                handler.handle(exchange);
            }
        });
        server.start();
        return server;
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
     * A function URL with AWS_IAM as far as the script can see: 403 for a request that is not signed.
     */
    private static final class SignedOnly implements AutoCloseable {
        private final List<String> signed = Collections.synchronizedList(new ArrayList<>());
        private final List<String> refused = Collections.synchronizedList(new ArrayList<>());
        private final Set<String> tokens = Collections.synchronizedSet(new HashSet<>());
        private final AtomicInteger id = new AtomicInteger();
        private final HttpServer server;

        SignedOnly() throws IOException {
            this(403);
        }

        SignedOnly(int unsigned) throws IOException {
            server = server(exchange -> {
                String authorization = exchange.getRequestHeaders().getFirst("Authorization");
                boolean head = exchange.getRequestMethod().equals("HEAD");
                int status = 200;
                if (authorization == null) {
                    refused.add(exchange.getRequestMethod() + " " + exchange.getRequestHeaders().entrySet());
                    status = unsigned;
                } else {
                    signed.add(authorization);
                    tokens.add(exchange.getRequestHeaders().getFirst("x-amz-security-token"));
                }
                byte[] body = (status == 200 ? "[%08x] signed\n".formatted(id.incrementAndGet())
                        : "{\"Message\":\"Forbidden\"}").getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(status, head ? -1 : body.length);
                if (!head) {
                    exchange.getResponseBody().write(body);
                }
            });
        }

        String url() {
            return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
