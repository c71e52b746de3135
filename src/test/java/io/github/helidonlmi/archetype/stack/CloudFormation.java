package io.github.helidonlmi.archetype.stack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * As much of CloudFormation and S3 as {@code sam deploy} needs to hand over a change set, which is refused.
 */
final class CloudFormation implements AutoCloseable {
    /** Every stack is there, also that of SAM's bucket. */
    private static final String STACK = """
            <DescribeStacksResponse><DescribeStacksResult><Stacks><member>
            <StackName>stack</StackName><StackStatus>CREATE_COMPLETE</StackStatus>
            <CreationTime>2026-01-01T00:00:00Z</CreationTime>
            <Tags><member><Key>ManagedStackSource</Key><Value>AwsSamCli</Value></member></Tags>
            <Outputs><member><OutputKey>SourceBucket</OutputKey><OutputValue>bucket</OutputValue></member></Outputs>
            </member></Stacks></DescribeStacksResult></DescribeStacksResponse>""";

    private static final String SUMMARY = """
            <GetTemplateSummaryResponse><GetTemplateSummaryResult><Parameters>
            <member><ParameterKey>MemorySize</ParameterKey></member></Parameters>
            </GetTemplateSummaryResult></GetTemplateSummaryResponse>""";
    private static final String REFUSAL = """
            <ErrorResponse><Error><Code>ValidationError</Code><Message>refused</Message></Error></ErrorResponse>""";

    private final HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    private volatile Map<String, String> changeSet = Map.of();

    CloudFormation() throws IOException {
        server.createContext("/", this::answer);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    String stack() {
        return changeSet.get("StackName");
    }

    /** What the change set says of parameters. */
    Map<String, String> parameters() {
        return changeSet.entrySet().stream().filter(field -> field.getKey().endsWith(".ParameterKey"))
                .collect(Collectors.toMap(Map.Entry::getValue, field -> changeSet.getOrDefault(
                        field.getKey().replace(".ParameterKey", ".ParameterValue"), "the previous value"), (a, b) -> a,
                        TreeMap::new));
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        if (!exchange.getRequestMethod().equals("POST") || !body.contains("Action=")) {
            exchange.getResponseHeaders().add("ETag", "\"0\"");
            exchange.sendResponseHeaders(exchange.getRequestMethod().equals("HEAD") ? 404 : 200, -1);
            return;
        }
        Map<String, String> fields = Stream.of(body.split("&")).map(field -> field.split("=", 2)).collect(
                Collectors.toMap(field -> field[0], field -> URLDecoder.decode(field[1], StandardCharsets.UTF_8)));
        if (fields.get("Action").equals("CreateChangeSet")) {
            changeSet = fields;
        }
        String answer = Map.of("DescribeStacks", STACK, "GetTemplateSummary", SUMMARY)
                .getOrDefault(fields.get("Action"), REFUSAL);
        exchange.sendResponseHeaders(answer.equals(REFUSAL) ? 400 : 200, answer.length());
        exchange.getResponseBody().write(answer.getBytes(StandardCharsets.UTF_8));
        exchange.close();
    }
}
