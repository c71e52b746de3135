package io.github.helidonlmi.lambda;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;

import io.helidon.http.BadRequestException;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;

/**
 * A function URL with the invoke mode RESPONSE_STREAM, in front of one execution environment.
 */
final class FunctionUrl implements HttpService {
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
        Optional<Invocation> accepted = invoker.invoke(event(request));
        if (accepted.isEmpty()) {
            error(response, Status.TOO_MANY_REQUESTS_429, "Rate Exceeded.");
            return;
        }
        Invocation invocation = accepted.get();
        try {
            head(invocation.prelude(), response);
        } catch (TimeoutException e) {
            error(response, Status.GATEWAY_TIMEOUT_504, "Timeout");
            return;
        } catch (IOException | RuntimeException e) {
            error(response, Status.BAD_GATEWAY_502, "Internal Server Error");
            return;
        }
        OutputStream body = response.outputStream();
        try {
            for (Optional<byte[]> frame = invocation.nextFrame(); frame.isPresent(); frame = invocation.nextFrame()) {
                body.write(frame.get());
                body.flush();
            }
        } catch (IOException e) {
            // Without the body's end, so that the client sees it cut off
            throw new CloseConnectionException(e.getMessage(), e);
        }
        body.close();
    }

    private static void head(JsonObject prelude, ServerResponse response) {
        response.status(prelude.getInt("statusCode"));
        prelude.getJsonObject("headers").forEach((name, value) -> {
            if (!HOP_BY_HOP.contains(name)) {
                response.header(HeaderNames.create(name), values(value instanceof JsonArray array
                        ? array : Json.createArrayBuilder().add(value).build()));
            }
        });
        JsonArray cookies = prelude.getJsonArray("cookies");
        if (cookies != null && !cookies.isEmpty()) {
            response.header(HeaderNames.SET_COOKIE, values(cookies));
        }
    }

    private static String[] values(JsonArray array) {
        return array.getValuesAs(JsonString::getString).toArray(String[]::new);
    }

    private static void error(ServerResponse response, Status status, String message) {
        response.status(status)
                .header(HeaderNames.CONTENT_TYPE, "application/json")
                .send(Json.createObjectBuilder().add("Message", message).build().toString());
    }

    /** The event in payload format 2.0. */
    private static JsonObject event(ServerRequest request) throws IOException {
        JsonObjectBuilder headers = Json.createObjectBuilder();
        JsonArrayBuilder cookies = Json.createArrayBuilder();
        for (Header header : request.headers()) {
            if (header.headerName().equals(HeaderNames.COOKIE)) {
                header.allValues().forEach(value -> List.of(value.split("; *")).forEach(cookies::add));
            } else {
                headers.add(header.headerName().lowerCase(), String.join(",", header.allValues()));
            }
        }
        Instant now = Instant.now();
        String path = request.prologue().uriPath().rawPath();
        JsonObjectBuilder event = Json.createObjectBuilder()
                .add("version", "2.0")
                .add("routeKey", "$default")
                .add("rawPath", path)
                .add("rawQueryString", request.query().rawValue())
                .add("cookies", cookies)
                .add("headers", headers)
                .add("requestContext", Json.createObjectBuilder()
                        .add("accountId", "anonymous")
                        .add("apiId", "function-url")
                        .add("domainName", "function-url.lambda-url.us-east-1.on.aws")
                        .add("domainPrefix", "function-url")
                        .add("http", Json.createObjectBuilder()
                                .add("method", request.prologue().method().text())
                                .add("path", path)
                                .add("protocol", "HTTP/1.1")
                                .add("sourceIp", "127.0.0.1")
                                .add("userAgent", request.headers().value(HeaderNames.USER_AGENT).orElse("")))
                        .add("requestId", "url-request")
                        .add("routeKey", "$default")
                        .add("stage", "$default")
                        .add("time", now.toString())
                        .add("timeEpoch", now.toEpochMilli()));
        byte[] body = body(request);
        boolean text = isText(request);
        return event.add("body", text ? new String(body, StandardCharsets.UTF_8) : Base64.getEncoder().encodeToString(body))
                .add("isBase64Encoded", !text)
                .build();
    }

    private static byte[] body(ServerRequest request) throws IOException {
        if (!request.content().hasEntity()) {
            return new byte[0];
        }
        try (InputStream body = request.content().inputStream()) {
            return body.readAllBytes();
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
