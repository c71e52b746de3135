package io.github.helidonlmi.archetype.adapter;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Random;

import io.github.helidonlmi.archetype.support.Scenario;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

/**
 * A web application that holds its streams until it is told to release them, and fails when it is told to.
 */
public final class FixtureApp {
    /** What a released stream sends, byte by byte. */
    static final String REST = "b".repeat(100);

    private int held;
    private int releases;
    private int completed;

    /** Starts it on the port that the variable PORT names. */
    public static void main(String[] args) {
        WebServer.builder()
                .address(InetAddress.getLoopbackAddress())
                .port(Integer.parseInt(System.getenv("PORT")))
                .connectionOptions(options -> options.tcpNoDelay(true))
                .routing(new FixtureApp()::routing)
                .build()
                .start();
    }

    /**
     * Writes a folder that runs it, with the libraries of a generated project.
     */
    static void writeFunction(Path folder) throws IOException {
        Path libs = Files.createDirectory(folder.resolve("libs"));
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(Scenario.named("default").function().resolve("libs"))) {
            for (Path jar : jars) {
                Files.copy(jar, libs.resolve(jar.getFileName()));
            }
        }
        Path file = Path.of(FixtureApp.class.getName().replace('.', '/') + ".class");
        Files.createDirectories(folder.resolve(file).getParent());
        Files.copy(Path.of("target", "test-classes").resolve(file), folder.resolve(file));
        Path run = Files.writeString(folder.resolve("run.sh"), """
                #!/bin/sh
                cd "$(dirname "$0")"
                exec java -Xmx256m -cp '.:libs/*' %s
                """.formatted(FixtureApp.class.getName()));
        Files.setPosixFilePermissions(run, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        return bytes;
    }

    private void routing(HttpRouting.Builder routing) {
        routing.get("/health", (request, response) -> response.send())
                .get("/metadata", (request, response) -> response.status(203)
                        .header(HeaderNames.create("X-Fixture"), "one")
                        .header(HeaderNames.SET_COOKIE, "a=1; Path=/", "b=2; HttpOnly")
                        .send(request.query().rawValue() + " " + request.headers().get(HeaderNames.COOKIE).values()))
                .post("/echo", (request, response) -> response.send(request.content().as(byte[].class)))
                .get("/bytes/{count}", (request, response) -> response.send(bytes(count(request))))
                .get("/hold", (request, response) -> hold("a", response))
                .get("/hold-silently", (request, response) -> hold("", response))
                .get("/held/{count}", (request, response) -> awaitHeld(count(request), response))
                .get("/release", (request, response) -> release(response))
                .get("/completed", (request, response) -> response.send(String.valueOf(completed)))
                .get("/fail", (request, response) -> fail(""))
                .get("/fail-late", (request, response) -> fail(write("a", response.outputStream())));
    }

    private void hold(String first, ServerResponse response) throws IOException, InterruptedException {
        OutputStream out = response.outputStream();
        write(first, out);
        synchronized (this) {
            held++;
            notifyAll();
            for (int before = releases; releases == before;) {
                wait();
            }
            held--;
        }
        for (String character : REST.split("")) {
            write(character, out);
        }
        synchronized (this) {
            completed++;
        }
    }

    private synchronized void awaitHeld(int count, ServerResponse response) throws InterruptedException {
        while (held != count) {
            wait();
        }
        response.send();
    }

    private synchronized void release(ServerResponse response) {
        releases++;
        notifyAll();
        response.send();
    }

    private static String write(String text, OutputStream out) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        if (!text.isEmpty()) {
            out.flush();
        }
        return text;
    }

    private static void fail(String after) {
        throw new IllegalStateException("told to fail after '" + after + "'");
    }

    private static int count(ServerRequest request) {
        return Integer.parseInt(request.path().pathParameters().get("count"));
    }
}
