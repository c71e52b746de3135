package ${package};

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

import ${package}.stream.ProblemException;
import ${package}.stream.StreamRequest;
import ${package}.stream.TokenSource;

import io.helidon.config.Config;
import io.helidon.http.Status;
import io.helidon.json.JsonObject;
import io.helidon.json.JsonValue;
import io.helidon.json.JsonValueType;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConversationRole;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.Message;
import software.amazon.awssdk.services.bedrockruntime.model.SystemContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ThrottlingException;
import software.amazon.awssdk.services.bedrockruntime.model.TokenUsage;
import software.amazon.awssdk.services.bedrockruntime.model.ValidationException;

/**
 * The answer of a model on Amazon Bedrock to a prompt, or to the messages of a conversation.
 */
final class Bedrock implements TokenSource {
    static {
        // Netty would use what the JDK warns of
        System.setProperty("io.netty.noUnsafe", "true");
    }

    private static final int ATTEMPTS = 3;
    private static final int PAUSE_MILLIS = 200;

    private final BedrockRuntimeAsyncClient client;
    private final ConverseStreamRequest settings;
    private final int maxMessages;
    private final int maxCharacters;

    /**
     * @param config has {@code bedrock}, {@code aws.region}, and the limit of streams
     */
    Bedrock(Config config) {
        Config section = config.get("bedrock");
        maxMessages = section.get("max-messages").asInt().get();
        maxCharacters = section.get("max-characters").asInt().get();
        ConverseStreamRequest.Builder request = ConverseStreamRequest.builder()
                .modelId(section.get("model").asString().get())
                .inferenceConfig(inference -> inference
                        .maxTokens(section.get("max-tokens").asInt().get())
                        .temperature(section.get("temperature").as(Float.class).get()));
        section.get("system-prompt").asString().filter(prompt -> !prompt.isBlank())
                .ifPresent(prompt -> request.system(SystemContentBlock.fromText(prompt)));
        settings = request.build();
        client = BedrockRuntimeAsyncClient.builder()
                .region(Region.of(config.get("aws.region").asString().get()))
                // A connection for each stream, so that cancelling one closes its own
                .httpClientBuilder(NettyNioAsyncHttpClient.builder()
                        .protocol(Protocol.HTTP1_1)
                        // Netty has twice as many, which take more memory and CPU time
                        .eventLoopGroupBuilder(SdkEventLoopGroup.builder()
                                .numberOfThreads(Runtime.getRuntime().availableProcessors()))
                        .maxConcurrency(config.get("stream.limit.permits").asInt().get())
                        .readTimeout(section.get("read-timeout").as(Duration.class).get()))
                // The SDK would also repeat a call whose answer has begun
                .overrideConfiguration(call -> call.retryStrategy(DefaultRetryStrategy.doNotRetry()))
                .build();
    }

    @Override
    public boolean needsBody() {
        return true;
    }

    @Override
    public void send(StreamRequest request, Consumer<String> tokens) throws InterruptedException {
        ConverseStreamRequest question = settings.toBuilder().messages(messages(request.body())).build();
        for (int attempt = 1; !answer(question, request, tokens, attempt == ATTEMPTS); attempt++) {
            Thread.sleep(ThreadLocalRandom.current().nextInt(PAUSE_MILLIS, 2 * PAUSE_MILLIS) * attempt);
        }
    }

    /** Returns whether there was an answer; false if another attempt may have one. */
    private boolean answer(ConverseStreamRequest question, StreamRequest request, Consumer<String> tokens, boolean last)
            throws InterruptedException {
        Answer answer = new Answer();
        CompletableFuture<Void> call = client.converseStream(question, answer.handler());
        call.whenComplete((nothing, failure) -> answer.texts.add(Optional.empty()));
        boolean begun = false;
        try {
            for (Optional<String> text = answer.texts.take(); text.isPresent(); text = answer.texts.take()) {
                begun = true;
                tokens.accept(text.get());
            }
            call.join();
        } catch (CompletionException e) {
            if (!begun && !last && mayPass(e.getCause())) {
                return false;
            }
            throw problem(e.getCause());
        } finally {
            call.cancel(true);
        }
        answer.tell(request);
        return true;
    }

    private static boolean mayPass(Throwable failure) {
        return failure instanceof SdkServiceException service
                ? isThrottling(service) || service.statusCode() >= 500
                : failure instanceof SdkClientException && failure.getCause() != null;
    }

    /** A failure may name the role, the account or the model, so the client is not told more than its kind. */
    private static ProblemException problem(Throwable failure) {
        if (failure instanceof SdkServiceException service && isThrottling(service)) {
            return new ProblemException(Status.TOO_MANY_REQUESTS_429, "The model has no capacity left. Retry later.", failure);
        }
        if (failure instanceof ValidationException invalid) {
            return new ProblemException(Status.BAD_REQUEST_400,
                    "The model does not accept the request (Bedrock's request id %s)".formatted(invalid.requestId()), failure);
        }
        return new ProblemException(Status.BAD_GATEWAY_502, "The model does not answer", failure);
    }

    /** In the middle of a stream, there is no status to tell it by. */
    private static boolean isThrottling(SdkServiceException failure) {
        return failure.isThrottlingException() || failure instanceof ThrottlingException;
    }

    private List<Message> messages(JsonObject body) {
        Optional<JsonValue> prompt = body.value("prompt");
        Optional<JsonValue> messages = body.value("messages");
        if (prompt.isPresent() == messages.isPresent()
                || messages.isPresent() && messages.get().type() != JsonValueType.ARRAY) {
            throw refused();
        }
        List<JsonValue> turns = messages.map(value -> value.asArray().values()).orElseGet(() ->
                List.of(JsonObject.builder().set("role", "user").set("content", prompt.get()).build()));
        List<Message> result = new ArrayList<>();
        int characters = 0;
        for (JsonValue turn : turns) {
            ConversationRole role = result.size() % 2 == 0 ? ConversationRole.USER : ConversationRole.ASSISTANT;
            String content = text(turn, "content");
            characters += content.length();
            if (!text(turn, "role").equals(role.toString()) || content.isBlank() || characters > maxCharacters) {
                throw refused();
            }
            result.add(Message.builder().role(role).content(ContentBlock.fromText(content)).build());
        }
        if (result.size() % 2 == 0 || result.size() > maxMessages) {
            throw refused();
        }
        return result;
    }

    private String text(JsonValue turn, String name) {
        if (turn.type() == JsonValueType.OBJECT) {
            Optional<JsonValue> value = turn.asObject().value(name);
            if (value.isPresent() && value.get().type() == JsonValueType.STRING) {
                return value.get().asString().value();
            }
        }
        throw refused();
    }

    private ProblemException refused() {
        return new ProblemException(Status.BAD_REQUEST_400, ("The body must have either prompt, a text, or messages, a list of at"
                + " most %s objects with the texts role (user and assistant in turn, user first and last) and content. No content"
                + " may be blank, and all together have at most %s characters.").formatted(maxMessages, maxCharacters));
    }

    /**
     * What has come of an answer. It is never more than the most tokens that were asked for, so it need not be held back.
     */
    private static final class Answer {
        /** Empty is the end. */
        private final BlockingQueue<Optional<String>> texts = new LinkedBlockingQueue<>();
        private volatile String stopReason;
        private volatile TokenUsage usage;

        ConverseStreamResponseHandler handler() {
            return ConverseStreamResponseHandler.builder()
                    .subscriber(ConverseStreamResponseHandler.Visitor.builder()
                            // A delta of something else, such as reasoning, has no text
                            .onContentBlockDelta(event -> Optional.ofNullable(event.delta().text())
                                    .filter(text -> !text.isEmpty()).ifPresent(text -> texts.add(Optional.of(text))))
                            .onMessageStop(event -> stopReason = event.stopReasonAsString())
                            .onMetadata(event -> usage = event.usage())
                            .build())
                    .build();
        }

        void tell(StreamRequest request) {
            if (stopReason == null) {
                throw new ProblemException(Status.BAD_GATEWAY_502, "The answer of the model is not complete");
            }
            request.facts().set("stopReason", stopReason);
            if (usage != null) {
                request.facts().set("inputTokens", usage.inputTokens()).set("outputTokens", usage.outputTokens());
            }
        }
    }
}
