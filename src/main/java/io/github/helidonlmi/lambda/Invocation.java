package io.github.helidonlmi.lambda;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.helidon.json.JsonException;
import io.helidon.json.JsonObject;
import io.helidon.json.JsonParser;

/**
 * One event on its way to the runtime, and the response on its way back.
 */
final class Invocation {
    /** Ends the metadata of a streamed response. */
    private static final int DELIMITER_LENGTH = 8;
    private static final int MAX_PRELUDE = 1 << 16;
    /** The quota of a streamed response, and the part of it that is not slowed down: the developer guide's quotas. */
    private static final long MAX_RESPONSE = 200L << 20;
    private static final long FULL_SPEED = 6L << 20;
    private static final double BYTES_PER_MILLI = (2 << 20) / 1000.0;
    static final String TIMEOUT = "timeout";
    private static final byte[] END = new byte[0];
    private static final byte[] ERROR = new byte[0];
    /** How the adapter's runtime reports an error after the first byte: as a last frame, although the API expects trailers. */
    private static final byte[] ERROR_TRAILER = "Lambda-Runtime-Function-Error-Type:".getBytes(StandardCharsets.US_ASCII);

    private final String requestId = UUID.randomUUID().toString();
    private final byte[] event;
    private final Instant start = Instant.now();
    private final Instant deadline;
    private final boolean bandwidthLimit;
    private final CompletableFuture<JsonObject> prelude = new CompletableFuture<>();
    private final BlockingQueue<byte[]> frames = new LinkedBlockingQueue<>();
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private final CompletableFuture<String> failure = new CompletableFuture<>();

    Invocation(byte[] event, Duration timeout, boolean bandwidthLimit) {
        this.event = event;
        this.bandwidthLimit = bandwidthLimit;
        deadline = start.plus(timeout);
    }

    String requestId() {
        return requestId;
    }

    byte[] event() {
        return event;
    }

    Instant start() {
        return start;
    }

    Instant deadline() {
        return deadline;
    }

    /** Completes when the runtime has ended it, maybe long after the client disconnects. */
    CompletableFuture<Void> done() {
        return done;
    }

    /** Completes with why it has failed, or with an empty text: at the deadline, or when the runtime is done with it. */
    CompletableFuture<String> failure() {
        return failure;
    }

    /**
     * Takes the response as it comes from the runtime, even if its client has disconnected.
     *
     * @param body metadata as JSON, 8 NUL bytes, then the frames of the HTTP body
     * @throws TimeoutException if it begins after the deadline
     * @throws IOException      if the metadata is malformed, the response is too large, or the runtime disconnects
     */
    void respond(InputStream body) throws IOException {
        if (late()) {
            body.transferTo(OutputStream.nullOutputStream());
            throw timeout();
        }
        try {
            prelude.complete(readPrelude(body));
            byte[] buffer = new byte[1 << 16];
            long size = 0;
            Instant slowFrom = null;
            for (int length = body.read(buffer); length >= 0; length = body.read(buffer)) {
                size += length;
                if (size > MAX_RESPONSE) {
                    throw new TooLargeException();
                }
                if (bandwidthLimit && size > FULL_SPEED) {
                    slowFrom = slowFrom == null ? Instant.now() : slowFrom;
                    sleepUntil(slowFrom.plusMillis((long) ((size - FULL_SPEED) / BYTES_PER_MILLI)));
                }
                byte[] frame = Arrays.copyOf(buffer, length);
                if (isErrorTrailer(frame)) {
                    fail("error after the first byte");
                    return;
                }
                frames.add(frame);
            }
            frames.add(END);
            failure.complete("");
            done.complete(null);
        } catch (IOException | RuntimeException e) {
            fail(String.valueOf(e.getMessage()));
            throw e instanceof IOException io ? io : new IOException(e);
        }
    }

    /**
     * Ends without the rest of a response, unless it has ended.
     */
    void fail(String reason) {
        prelude.completeExceptionally(new IOException(reason));
        frames.add(ERROR);
        failure.complete(reason);
        done.complete(null);
    }

    /**
     * Waits for the metadata of the response: statusCode, headers and cookies.
     *
     * @throws IOException      if there is none, because the function has failed
     * @throws TimeoutException if there is none at the deadline
     */
    JsonObject prelude() throws IOException, InterruptedException {
        try {
            return prelude.get(remaining(), TimeUnit.NANOSECONDS);
        } catch (java.util.concurrent.TimeoutException e) {
            throw timeout();
        } catch (ExecutionException e) {
            throw new IOException(e.getCause().getMessage(), e);
        }
    }

    /**
     * Waits for the next piece of the body.
     *
     * @return the piece, or empty at the end of the body
     * @throws IOException if the function has failed, or the deadline is over
     */
    Optional<byte[]> nextFrame() throws IOException, InterruptedException {
        byte[] frame = frames.poll(remaining(), TimeUnit.NANOSECONDS);
        if (frame == null || frame != END && late()) {
            throw timeout();
        }
        if (frame == ERROR) {
            throw new IOException("the function has failed");
        }
        return frame == END ? Optional.empty() : Optional.of(frame);
    }

    /** Waits for the end, and returns why it has failed; empty if it has succeeded. */
    Optional<String> awaitFailure() throws InterruptedException {
        try {
            return Optional.of(failure.get(remaining(), TimeUnit.NANOSECONDS)).filter(reason -> !reason.isEmpty());
        } catch (java.util.concurrent.TimeoutException e) {
            return Optional.of(timeout().getMessage());
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    boolean late() {
        return remaining() <= 0;
    }

    private static void sleepUntil(Instant time) throws IOException {
        try {
            Thread.sleep(Math.max(0, Duration.between(Instant.now(), time).toMillis()));
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private TimeoutException timeout() {
        failure.complete(TIMEOUT);
        return new TimeoutException();
    }

    private long remaining() {
        return Duration.between(Instant.now(), deadline).toNanos();
    }

    private static JsonObject readPrelude(InputStream body) throws IOException {
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        for (int zeros = 0; zeros < DELIMITER_LENGTH;) {
            int next = body.read();
            if (next < 0 || json.size() > MAX_PRELUDE) {
                throw new IOException("malformed metadata");
            }
            zeros = next == 0 ? zeros + 1 : 0;
            if (next != 0) {
                json.write(next);
            }
        }
        try {
            return JsonParser.create(json.toString(StandardCharsets.UTF_8)).readJsonObject();
        } catch (JsonException e) {
            throw new IOException("malformed metadata", e);
        }
    }

    private static boolean isErrorTrailer(byte[] frame) {
        return frame.length > ERROR_TRAILER.length
                && Arrays.equals(frame, 0, ERROR_TRAILER.length, ERROR_TRAILER, 0, ERROR_TRAILER.length);
    }

    /** The deadline is over. */
    static final class TimeoutException extends IOException {
        private TimeoutException() {
            super(TIMEOUT);
        }
    }

    /** The response is larger than Lambda takes. */
    static final class TooLargeException extends IOException {
        private TooLargeException() {
            super("The response is larger than " + (MAX_RESPONSE >> 20) + " MB");
        }
    }
}
