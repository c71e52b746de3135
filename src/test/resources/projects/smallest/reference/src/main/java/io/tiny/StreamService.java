package io.tiny;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

import io.helidon.common.concurrency.limits.FixedLimit;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.concurrency.limits.LimitException;
import io.helidon.config.Config;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.HttpMediaTypes;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

/**
 * Streams a message one character at a time, each as a chunk of its own.
 */
final class StreamService implements HttpService {
    // Chrome holds back short plain text to guess its type
    private static final Header NO_SNIFF = HeaderValues.createCached(HeaderNames.create("X-Content-Type-Options"), "nosniff");

    private final Limit limit;
    private final Duration delay;

    StreamService(Config config) {
        limit = FixedLimit.create(config.get("limit"));
        delay = config.get("delay").as(Duration.class).get();
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/", this::stream);
    }

    private void stream(ServerRequest request, ServerResponse response) throws Exception {
        try {
            limit.call(() -> {
                write("[%s] This is streaming from Lambda Managed Instances!\n".formatted(newId()), response);
                return response;
            });
        } catch (LimitException e) {
            response.status(Status.SERVICE_UNAVAILABLE_503)
                    .send("Every stream of this environment is taken, try again.\n");
        }
    }

    private void write(String message, ServerResponse response) throws IOException, InterruptedException {
        response.headers().contentType(HttpMediaTypes.PLAINTEXT_UTF_8);
        response.header(NO_SNIFF);
        // Not closed here, or a client could see the end before the limit has room for its next request
        OutputStream out = response.outputStream();
        for (int character : message.codePoints().toArray()) {
            out.write(Character.toString(character).getBytes(StandardCharsets.UTF_8));
            out.flush();
            Thread.sleep(delay);
        }
    }

    private static String newId() {
        return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    }
}
