package io.github.helidonlmi.lambda;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.helidon.http.BadRequestException;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.json.JsonArray;
import io.helidon.json.JsonObject;
import io.helidon.json.JsonValue;
import io.helidon.json.JsonValueType;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

/**
 * A function URL with the invoke mode RESPONSE_STREAM, in front of one execution environment.
 */
final class FunctionUrl implements HttpService {
    /** Bytes of an event: the developer guide's quota for an invocation payload, 6 MB. */
    private static final int MAX_REQUEST = 6 << 20;
    private static final Set<String> HOP_BY_HOP = Set.of("connection", "keep-alive", "transfer-encoding");

    private final Invoker invoker;

    FunctionUrl(Invoker invoker) {
        this.invoker = invoker;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.any(this::invoke);
    }

    private void invoke(ServerRequest request, ServerResponse response) throws IOException, InterruptedException {
        byte[] body = body(request);
        byte[] event = event(request, body).toString().getBytes(StandardCharsets.UTF_8);
        if (event.length > MAX_REQUEST) {
            error(response, Status.REQUEST_ENTITY_TOO_LARGE_413,
                    "Request must be smaller than " + MAX_REQUEST + " bytes for the InvokeFunction operation");
            return;
        }
        Optional<Invocation> accepted = invoker.invoke(event);
        if (accepted.isEmpty()) {
            error(response, Status.TOO_MANY_REQUESTS_429, "Rate Exceeded.");
            return;
        }
        Invocation invocation = accepted.get();
        try {
            head(invocation.prelude(), response);
        } catch (Invocation.TimeoutException e) {
            error(response, Status.GATEWAY_TIMEOUT_504, "Timeout");
            return;
        } catch (IOException | RuntimeException e) {
            error(response, Status.BAD_GATEWAY_502, "Internal Server Error");
            return;
        }
        OutputStream out = response.outputStream();
        try {
            for (Optional<byte[]> frame = invocation.nextFrame(); frame.isPresent(); frame = invocation.nextFrame()) {
                out.write(frame.get());
                out.flush();
            }
        } catch (IOException e) {
            // Without the end of the body: the client must see that it is incomplete
            throw new CloseConnectionException(e.getMessage(), e);
        }
        out.close();
    }

    private static void head(JsonObject prelude, ServerResponse response) {
        response.status(prelude.intValue("statusCode").orElseThrow());
        JsonObject headers = prelude.objectValue("headers").orElseThrow();
        for (String name : headers.keysAsStrings()) {
            if (!HOP_BY_HOP.contains(name)) {
                JsonValue value = headers.value(name).orElseThrow();
                response.header(HeaderNames.create(name), texts(value.type() == JsonValueType.ARRAY
                        ? value.asArray() : JsonArray.create(value)));
            }
        }
        prelude.arrayValue("cookies").filter(cookies -> cookies.size() > 0)
                .ifPresent(cookies -> response.header(HeaderNames.SET_COOKIE, texts(cookies)));
    }

    private static String[] texts(JsonArray array) {
        return array.values().stream().map(value -> value.asString().value()).toArray(String[]::new);
    }

    private static void error(ServerResponse response, Status status, String message) {
        response.status(status)
                .header(HeaderNames.CONTENT_TYPE, "application/json")
                .send(JsonObject.builder().set("Message", message).build().toString());
    }

    /** The event in payload format 2.0. */
    private static JsonObject event(ServerRequest request, byte[] body) {
        JsonObject.Builder headers = JsonObject.builder();
        List<String> cookies = new ArrayList<>();
        for (Header header : request.headers()) {
            if (header.headerName().equals(HeaderNames.COOKIE)) {
                header.allValues().forEach(value -> cookies.addAll(List.of(value.split("; *"))));
            } else {
                headers.set(header.headerName().lowerCase(), String.join(",", header.allValues()));
            }
        }
        Instant now = Instant.now();
        String path = request.prologue().uriPath().rawPath();
        boolean text = isText(request);
        return JsonObject.builder()
                .set("version", "2.0")
                .set("routeKey", "$default")
                .set("rawPath", path)
                .set("rawQueryString", request.query().rawValue())
                .setStrings("cookies", cookies)
                .set("headers", headers.build())
                .set("requestContext", context -> context
                        .set("accountId", "anonymous")
                        .set("apiId", "function-url")
                        .set("domainName", "function-url.lambda-url.us-east-1.on.aws")
                        .set("domainPrefix", "function-url")
                        .set("http", http -> http
                                .set("method", request.prologue().method().text())
                                .set("path", path)
                                .set("protocol", "HTTP/1.1")
                                .set("sourceIp", "127.0.0.1")
                                .set("userAgent", request.headers().value(HeaderNames.USER_AGENT).orElse("")))
                        .set("requestId", "url-request")
                        .set("routeKey", "$default")
                        .set("stage", "$default")
                        .set("time", now.toString())
                        .set("timeEpoch", now.toEpochMilli()))
                .set("body", text ? new String(body, StandardCharsets.UTF_8) : Base64.getEncoder().encodeToString(body))
                .set("isBase64Encoded", !text)
                .build();
    }

    /** The whole body, or enough of it to show that it is too large. */
    private static byte[] body(ServerRequest request) {
        if (!request.content().hasEntity()) {
            return new byte[0];
        }
        try {
            return request.content().inputStream().readNBytes(MAX_REQUEST + 1);
        } catch (IOException | RuntimeException e) {
            throw new CloseConnectionException("the client has disconnected before the end of its request", e);
        }
    }

    private static boolean isText(ServerRequest request) {
        try {
            return request.headers().contentType()
                    .map(type -> type.mediaType().type().equals("text") || type.mediaType().subtype().equals("json"))
                    .orElse(false);
        } catch (BadRequestException e) {
            return false;
        }
    }
}
