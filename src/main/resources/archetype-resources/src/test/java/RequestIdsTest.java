package ${package};

import ${package}.stream.TestServer;

import io.helidon.logging.common.HelidonMdc;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class RequestIdsTest {
    private static final String[] IDS = {
            "x-amzn-lambda-context", "{\"request_id\":\"8a2ff7a5-1c4a-4a6b-9c0e-1d2e3f405162\",\"deadline\":1795508367896}",
            "x-amzn-trace-id", "Root=1-67a1b2c3-0123456789abcdef01234567;Parent=0123456789abcdef;Sampled=1"
    };

    @AutoClose
    private final TestServer server = TestServer.routing((routing, config) -> routing
            .addFilter(new RequestIds())
            .get("/", (request, response) -> response.send(id("requestId") + " " + id("traceId")))
            .get("/fail", (request, response) -> {
                throw new IllegalStateException("told to fail");
            }));

    @Test
    void recordsOfARequestHaveTheIdsThatLambdaGaveIt() throws Exception {
        assertEquals("8a2ff7a5-1c4a-4a6b-9c0e-1d2e3f405162 1-67a1b2c3-0123456789abcdef01234567", server.get("/", IDS).body());
    }

    @Test
    void idsThatAreNoneAreLeftOut() throws Exception {
        assertEquals("none none", server.get("/",
                "x-amzn-lambda-context", "{\"request_id\":\"a%n\\\",\\\"level\\\":\\\"b\"}",
                "x-amzn-trace-id", "Root=" + "1".repeat(65)).body());
    }

    @Test
    void idsOfOneRequestAreNotThoseOfTheNext() throws Exception {
        server.get("/", IDS);

        assertEquals("none none", server.get("/").body());
    }

    @Test
    void idsOfARequestThatHasFailedAreNotThoseOfTheNext() throws Exception {
        server.get("/fail", IDS);

        assertEquals("none none", server.get("/").body());
    }

    private static String id(String name) {
        return HelidonMdc.get(name).orElse("none");
    }
}
