package ${package};

import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.github.helidonlmi.lambda.FunctionConfiguration;
import io.github.helidonlmi.lambda.SamTemplate;
import io.github.helidonlmi.lambda.StreamingLambdaExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What is deployed streams through Lambda Web Adapter, on a Lambda on this machine with the settings of template.yaml,
 * but for the timeout.
 */
@Timeout(120)
class LambdaIT {
    private static final String PATH = "/";
    /** Its response must take some seconds, so that all of them are under way at once. */
#if($source == 'bedrock')
    private static final String BODY = "{\"prompt\": \"" + "Hello ".repeat(60) + "\"}";

    private static final FakeBedrock MODEL = new FakeBedrock(FakeBedrock::repeat);

    private static final FunctionConfiguration FUNCTION = new SamTemplate(Path.of("template.yaml"), Map.of())
            .function(Path.of("target", "function")).timeout(Duration.ofMinutes(1))
            .environment("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", MODEL.url())
            .credentials(Map.of("AWS_ACCESS_KEY_ID", "fake", "AWS_SECRET_ACCESS_KEY", "fake"));
#else
    private static final String BODY = "{}";

    private static final FunctionConfiguration FUNCTION = new SamTemplate(Path.of("template.yaml"), Map.of())
            .function(Path.of("target", "function")).timeout(Duration.ofMinutes(1));
#end

    /** A machine of two cores begins no more streams than 400 before the first ones end. */
    private static final int CONCURRENCY = Math.min(FUNCTION.concurrency(), 400);

    @RegisterExtension
    private static final StreamingLambdaExtension LAMBDA = new StreamingLambdaExtension(FUNCTION.concurrency(CONCURRENCY));

    private static final HttpClient CLIENT = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static HttpRequest request() {
        return HttpRequest.newBuilder(LAMBDA.url().resolve(PATH))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(BODY))
                .build();
    }

    @BeforeAll
    static void awaitInit() throws Exception {
        LAMBDA.awaitInit();
    }

    @AfterAll
    static void closeClient() {
        CLIENT.shutdownNow();
#if($source == 'bedrock')
        MODEL.close();
#end
    }

    @Test
    void tokensArriveOneByOne() throws Exception {
        HttpResponse<InputStream> response = CLIENT.send(request(), BodyHandlers.ofInputStream());
        assertEquals(200, response.statusCode());

        List<Long> arrivals = new ArrayList<>();
        byte[] buffer = new byte[8192];
        try (InputStream body = response.body()) {
            while (body.read(buffer) >= 0) {
                arrivals.add(System.nanoTime());
            }
        }
        long first = arrivals.getFirst();
        long last = arrivals.getLast();
        assertTrue(arrivals.size() > 10, "the response came in " + arrivals.size() + " pieces");
        assertTrue(arrivals.stream().filter(arrival -> arrival - first < (last - first) / 2).count() > arrivals.size() / 4,
                "most of the response came at its end");
    }

    @Test
    void asManyStreamsAsTheConcurrencyRunAtOnceAndOneMoreIsRefused() throws Exception {
        List<CompletableFuture<HttpResponse<InputStream>>> streams = new ArrayList<>();
        for (int i = 0; i < CONCURRENCY; i++) {
            streams.add(CLIENT.sendAsync(request(), BodyHandlers.ofInputStream()));
        }
        for (CompletableFuture<HttpResponse<InputStream>> stream : streams) {
            assertEquals(200, stream.join().statusCode());
        }
        assertEquals(429, CLIENT.send(request(), BodyHandlers.discarding()).statusCode(),
                "streams may have ended before the last one began: let BODY ask for a longer response");

        for (CompletableFuture<HttpResponse<InputStream>> stream : streams) {
            try (InputStream body = stream.join().body()) {
                assertTrue(body.readAllBytes().length > 0);
            }
        }
        assertEquals(CONCURRENCY, LAMBDA.peak());
    }
}
