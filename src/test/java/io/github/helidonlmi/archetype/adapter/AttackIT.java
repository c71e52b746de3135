package io.github.helidonlmi.archetype.adapter;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.helidonlmi.archetype.support.Client;
import io.github.helidonlmi.archetype.support.Concurrently;
import io.github.helidonlmi.archetype.support.RequiresTools;
import io.github.helidonlmi.archetype.support.Scenario;
import io.github.helidonlmi.archetype.support.Tool;
import io.github.helidonlmi.lambda.StreamingLambdaExtension;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What a caller of the function URL may send, and what it must not reach: other callers' answers, and the function's errors.
 */
@RequiresTools(Tool.ADAPTER)
@Timeout(120)
class AttackIT {
    private static final int CONCURRENCY = 32;
    private static final int TRIES = 20;
    private static final int OTHERS = 8;
    private static final int STREAMS = 50;

    private Client client;

    @RegisterExtension
    private final StreamingLambdaExtension lambda;

    AttackIT() throws Exception {
        Scenario scenario = Scenario.named("default");
        lambda = new StreamingLambdaExtension(scenario.deployed(scenario.function())
                .concurrency(CONCURRENCY).timeout(Duration.ofMinutes(1)));
    }

    @BeforeEach
    void awaitInit() throws Exception {
        lambda.awaitInit();
        client = new Client(lambda.url());
    }

    @AfterEach
    void closeClient() {
        client.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/health", "/unknown", "/ui/"})
    void largeBodyIsNoErrorOfTheFunction(String path) throws Exception {
        for (int megabytes : List.of(1, 3, 5)) {
            String body = "{\"text\":\"" + "a".repeat(megabytes << 20) + "\"}";
            for (int i = 0; i < (megabytes == 5 ? TRIES : 1); i++) {
                int status = client.send(client.request(path).header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body))).statusCode();

                assertTrue(status >= 400 && status < 500, status + " after " + i + " tries with " + megabytes + " MB");
            }
        }
    }

    @Test
    void bodyIsNoRequestOfAnotherCaller() throws Exception {
        String hidden = "GET /?delay=0&tokens=5 HTTP/1.1\r\nHost: localhost\r\n\r\n";
        AtomicBoolean done = new AtomicBoolean();
        AtomicInteger attacks = new AtomicInteger();
        Concurrently<Void> attacker = new Concurrently<>(1, () -> {
            while (!done.get()) {
                for (String path : List.of("/health", "/unknown", "/ui/", "/")) {
                    client.send(client.request(path).expectContinue(true).POST(BodyPublishers.ofString(hidden)));
                    attacks.incrementAndGet();
                }
            }
            return null;
        });
        AtomicInteger next = new AtomicInteger();
        try {
            new Concurrently<>(OTHERS, () -> {
                for (int i = 0; i < STREAMS; i++) {
                    assertAnswerIsItsOwn("caller " + next.incrementAndGet());
                }
                return null;
            }).results();
        } finally {
            done.set(true);
        }
        attacker.results();
        assertTrue(attacks.get() >= STREAMS, attacks + " attacks");
    }

    private void assertAnswerIsItsOwn(String text) throws IOException, InterruptedException {
        String answer = new String(client.send(client.request("/?delay=1").header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"text\":\"" + text + "\"}"))).body().readAllBytes(), StandardCharsets.UTF_8);

        assertTrue(answer.matches("\\[[0-9a-f]{8}] " + text + "\n"), text + " got " + answer);
    }
}
