package io.github.helidonlmi.archetype.service;

import java.io.IOException;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

import io.github.helidonlmi.archetype.support.Client.Answer;
import io.github.helidonlmi.archetype.support.Concurrently;
import io.github.helidonlmi.archetype.support.Scenario;
import io.github.helidonlmi.archetype.support.Service;

import jakarta.json.Json;
import jakarta.json.JsonObject;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Requests with mistakes at random are answered or cut off, and none of them is a failure of the service. {@code -Dfuzz.seconds}
 * says how long, and {@code -Dfuzz.seed} begins with the request that a failure names.
 */
class FuzzIT {
    private static final long SECONDS = Long.getLong("fuzz.seconds", 5);
    private static final long SEED = Long.getLong("fuzz.seed", 1);
    private static final int PERMITS = 16;
    private static final int CLIENTS = 4;
    /** Longer than a stream may take. */
    private static final int HANGS_AFTER_MILLIS = 20_000;

    private static final String HOST = " HTTP/1.1\r\nHost: localhost\r\n";
    private static final List<String> REQUESTS = List.of(
            "GET /?delay=0" + HOST + "\r\n",
            "GET /?delay=0&tokens=3" + HOST + "Accept: text/event-stream\r\nLast-Event-ID: 0123abcd-2\r\n\r\n",
            "GET /?delay=0" + HOST + "Accept: application/x-ndjson;q=0.5, text/plain;q=0.1\r\n\r\n",
            "POST /?delay=0" + HOST + "Content-Type: application/json\r\nContent-Length: 13\r\n\r\n{\"text\":\"abc\"}",
            "POST /?delay=0" + HOST + "Content-Type: application/json; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "6\r\n{\"text\r\n7\r\n\":\"ab\"}\r\n0\r\n\r\n",
            "POST /?delay=0" + HOST + "Content-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n{}",
            "HEAD /" + HOST + "\r\n",
            "GET /health" + HOST + "Connection: close\r\n\r\n",
            "PUT /health" + HOST + "Content-Length: 3\r\n\r\nabc",
            "GET /ui/" + HOST + "If-Modified-Since: Thu, 26 Nov 2026 00:00:00 GMT\r\nIf-None-Match: \"1\", W/\"2\"\r\n"
                    + "Range: bytes=0-9\r\nAccept-Encoding: gzip\r\nCookie: a=b; c=d\r\n\r\n",
            "OPTIONS /unknown/%C3%A4?a=%20&b" + HOST + "Origin: http://localhost\r\n"
                    + "x-amzn-lambda-context: {\"request_id\":\"1\",\"deadline\":9999999999999}\r\n"
                    + "x-amzn-trace-id: Root=1-67a1b2c3-0123456789abcdef01234567\r\n\r\n");
    private static final List<String> PIECES = List.of("\r\n", "\r\n\r\n", "\n", "\0", " ", "\t", ":", ";", ",", "\"", "{", "}",
            "[", "%", "%zz", "%00", "/", "../", "?", "&", "=", "*", "-1", "0",
            "ffffffff", "99999999999999999999", "chunked", "gzip",
            "Content-Length: 1\r\n", "Transfer-Encoding: chunked\r\n", "Expect: 100-continue\r\n", "Upgrade: h2c\r\n",
            "Host: other\r\n", "\u00ff\u00fe", "a".repeat(20_000), "[".repeat(5_000));
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3}) ");

    private final AtomicLong next = new AtomicLong(SEED);

    @Test
    void noRequestIsAFailureOfTheService() throws Exception {
        Map<String, String> environment = Map.of("AWS_LAMBDA_FUNCTION_NAME", "function",
                "AWS_LAMBDA_MAX_CONCURRENCY", String.valueOf(PERMITS), "STREAM_MAX_DASH_DURATION", "PT5S");
        try (Service service = Service.start(Scenario.named("default").function(), environment)) {
            long sockets = sockets(service);
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
            new Concurrently<>(CLIENTS, () -> {
                while (System.nanoTime() < end) {
                    send(service.client().root().getPort(), next.getAndIncrement());
                }
                return null;
            }).results();
            System.out.println((next.get() - SEED) + " requests from -Dfuzz.seed=" + SEED);

            assertEquals(List.of(200), service.client().getAtOnce("/?tokens=20", PERMITS).stream().map(Answer::status).distinct()
                    .toList());
            service.client().close();
            assertTimeoutPreemptively(Duration.ofMillis(HANGS_AFTER_MILLIS), () -> {
                while (sockets(service) > sockets) {
                    Thread.sleep(100);
                }
            });
            service.terminate();
            for (String line : service.log().lines().toList()) {
                JsonObject record = Json.createReader(new StringReader(line)).readObject();
                assertFalse(record.containsKey("exception"), line);
                assertFalse(record.getString("outcome", "").equals("failed"), line);
            }
        }
    }

    private static void send(int port, long seed) throws IOException {
        String request = request(new Random(seed));
        String response = "";
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(HANGS_AFTER_MILLIS);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            response = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (SocketException e) {
            // The server has closed the connection before all was sent
        } catch (IOException e) {
            throw new AssertionError("-Dfuzz.seed=" + seed + ": " + e + " after " + Json.createValue(request), e);
        }
        STATUS.matcher(response).results().map(status -> Integer.parseInt(status.group(1))).forEach(status ->
                assertTrue(status < 500 || status == 501 || status == 503 || status == 505,
                        "-Dfuzz.seed=" + seed + ": " + status + " to " + Json.createValue(request)));
    }

    private static String request(Random random) {
        StringBuilder request = new StringBuilder(pick(REQUESTS, random));
        for (int i = random.nextInt(4); i >= 0; i--) {
            int from = random.nextInt(request.length() + 1);
            int to = Math.min(request.length(), from + random.nextInt(20));
            switch (random.nextInt(7)) {
                case 0 -> request.delete(from, to);
                case 1 -> request.insert(to, request.substring(from, to));
                case 2 -> request.setLength(from);
                case 3 -> request.append(pick(REQUESTS, random));
                case 4 -> request.replace(from, Math.min(request.length(), from + 1), String.valueOf((char) random.nextInt(256)));
                default -> request.insert(from, pick(PIECES, random));
            }
        }
        return request.toString();
    }

    private static String pick(List<String> texts, Random random) {
        return texts.get(random.nextInt(texts.size()));
    }

    private static long sockets(Service service) throws IOException {
        long sockets = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(
                Path.of("/proc", String.valueOf(service.process().pid()), "fd"))) {
            for (Path file : files) {
                sockets += Files.readSymbolicLink(file).toString().startsWith("socket:") ? 1 : 0;
            }
        } catch (NoSuchFileException e) {
            // Closed meanwhile: count again
            return sockets(service);
        }
        return sockets;
    }
}
