package io.github.helidonlmi.archetype.adapter;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import io.github.helidonlmi.archetype.support.RequiresTools;
import io.github.helidonlmi.archetype.support.Scenario;
import io.github.helidonlmi.archetype.support.Tool;
import io.github.helidonlmi.lambda.StreamingLambdaExtension;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * An event that is not HTTP fails, so that its queue keeps it, and the log says why. A caller of the function URL can neither
 * pretend to send one nor make an invocation fail.
 */
@RequiresTools(Tool.ADAPTER)
@Timeout(120)
class NonHttpEventsIT {
    private static final String QUEUE = """
            {"Records": [{"messageId": "1", "body": "text", "eventSource": "aws:sqs"}]}""";

    private static final Scenario SCENARIO = Scenario.named("default");

    @RegisterExtension
    private final StreamingLambdaExtension lambda = new StreamingLambdaExtension(SCENARIO.deployed(SCENARIO.function())
            .concurrency(4).timeout(Duration.ofSeconds(30)));

    @BeforeEach
    void awaitInit() throws Exception {
        lambda.awaitInit();
    }

    @Test
    void eventFailsAndOneLogLineSaysWhy() throws Exception {
        for (String event : List.of(QUEUE, "{}", """
                {"version": "0", "source": "aws.events", "detail-type": "Scheduled Event", "detail": {}}""", """
                {"Records": [{"eventSource": "aws:s3", "s3": {"object": {"key": "a"}}}]}""", """
                {"rawPath": "/", "httpMethod": "GET"}""")) {
            int before = warnings().size();

            assertTrue(lambda.invoke(event).orElse("success").contains("599"), event);
            List<String> warnings = warnings();
            assertEquals(before + 1, warnings.size(), warnings.toString());
            assertTrue(warnings.getLast().contains("not an HTTP request"), warnings.getLast());
        }
    }

    @Test
    void callerOfThePathGets404() throws Exception {
        String path = SCENARIO.adapterVariables().get("AWS_LWA_PASS_THROUGH_PATH");
        for (String target : List.of(path, path + "/", path + "?a=b", path.replaceFirst("-", "%2D"))) {
            for (String headers : List.of("", "X-Amzn-Request-Context: null\r\n",
                    "x-amzn-request-context: null\r\nX-AMZN-REQUEST-CONTEXT: null\r\n",
                    "Connection: x-amzn-request-context\r\nx-amzn-request-context: null\r\n",
                    "x-amzn-request-context: null\r\nx-amzn-lambda-context: null\r\nContent-Type: application/json\r\n")) {
                for (String method : List.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS")) {
                    String request = method + " " + target + " HTTP/1.1\r\nHost: a\r\n" + headers + "Content-Length: ";
                    assertEquals("HTTP/1.1 404 Not Found", answer(request + "0\r\n\r\n"), request);
                    assertEquals("HTTP/1.1 404 Not Found", answer(request + QUEUE.length() + "\r\n\r\n" + QUEUE), request);
                }
            }
        }
        lambda.awaitIdle();
        assertEquals(List.of(), warnings());
    }

    /** Those of the service and of the adapter's runtime. */
    private List<String> warnings() throws IOException {
        return lambda.log().lines()
                .filter(line -> line.matches(".*\"level\":\"(WARN|WARNING|ERROR|SEVERE)\".*\"logger\":.*"))
                .toList();
    }

    /** The first line of the answer, of a connection of its own: any header may be sent. */
    private String answer(String request) throws IOException {
        URI url = lambda.url();
        try (Socket socket = new Socket(url.getHost(), url.getPort())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII)).readLine();
        }
    }
}
