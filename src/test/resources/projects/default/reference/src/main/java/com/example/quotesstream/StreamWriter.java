package com.example.quotesstream;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerResponse;

/**
 * Writes one stream, each token as a chunk of its own, and counts what it writes.
 */
final class StreamWriter implements Consumer<String> {
    // Chrome holds back short plain text to guess its type
    private static final Header NO_SNIFF = HeaderValues.createCached(HeaderNames.create("X-Content-Type-Options"), "nosniff");
    private static final Header NO_STORE = HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "no-store");

    private final StreamRequest request;
    private final StreamFormat format;
    private final ServerResponse response;
    private final Thread thread = Thread.currentThread();
    private final long start = System.nanoTime();
    /** Held to write: a heartbeat comes from another thread than the tokens. */
    private final ReentrantLock lock = new ReentrantLock();
    private OutputStream out;
    private int tokens;
    private long chunks;
    private long bytes;
    private long firstByte;
    private boolean closed;
    private volatile boolean clientGone;
    private volatile Thread writing;
    /** When the last write has begun or ended. */
    private volatile long since = start;

    StreamWriter(StreamRequest request, StreamFormat format, ServerResponse response) {
        this.request = request;
        this.format = format;
        this.response = response;
        tokens = request.first();
    }

    @Override
    public void accept(String token) {
        write(format.token(request.id(), tokens++, token));
    }

    /** Writes what follows the last token. */
    void complete() {
        write(format.end(request.id(), tokens));
    }

    /**
     * Tells the client that the stream has failed.
     *
     * @param problem what to tell it
     * @param cause   why it has failed
     * @throws CloseConnectionException if nobody is there to be told, or the format has no words for it once a stream has begun
     */
    void fail(Problem problem, Exception cause) {
        lock.lock();
        try {
            Optional<String> failure = format.failure(problem.toString());
            if (clientGone || bytes > 0 && failure.isEmpty()) {
                throw new CloseConnectionException("The stream was broken off", cause);
            }
            if (bytes == 0) {
                problem.send(response);
            } else {
                write(failure.get());
            }
        } finally {
            lock.unlock();
        }
    }

    /** Writes a heartbeat if nothing was written for a while, and so finds out whether the client is gone. */
    void keepAlive(Duration silence) {
        if (writing == null && elapsed(since) >= silence.toNanos()) {
            format.heartbeat().ifPresent(heartbeat -> Thread.startVirtualThread(() -> beat(heartbeat)));
        }
    }

    /** Gives the client up if it has kept a write waiting for that long. */
    void dropStalled(Duration wait) {
        Thread waiting = writing;
        if (waiting != null && elapsed(since) >= wait.toNanos()) {
            drop(waiting);
        }
    }

    /** Whether a write has failed, or has taken too long. */
    boolean clientGone() {
        return clientGone;
    }

    /** After this, nothing interrupts the thread any more, which goes on with the connection. */
    synchronized void close() {
        closed = true;
        if (clientGone) {
            Thread.interrupted();
        }
    }

    long chunks() {
        return chunks;
    }

    long bytes() {
        return bytes;
    }

    /** Time from the request to the first byte, in ns; 0 if there was none. */
    long timeToFirstByte() {
        return bytes == 0 ? 0 : firstByte - start;
    }

    /** Time since the request, in ns. */
    long duration() {
        return elapsed(start);
    }

    private void beat(String heartbeat) {
        try {
            write(heartbeat);
        } catch (CloseConnectionException e) {
            drop(thread);
        }
    }

    private synchronized void drop(Thread waiting) {
        if (!closed) {
            clientGone = true;
            waiting.interrupt();
        }
    }

    private void write(String text) {
        if (text.isEmpty()) {
            return;
        }
        byte[] data = text.getBytes(StandardCharsets.UTF_8);
        lock.lock();
        try {
            since = System.nanoTime();
            writing = Thread.currentThread();
            if (out == null) {
                response.header(HeaderNames.CONTENT_TYPE, format.contentType())
                        .header(NO_SNIFF)
                        .header(NO_STORE);
                // Not closed here, or a client could see the end before the limit has room for its next request
                out = response.outputStream();
            }
            out.write(data);
            out.flush();
            chunks++;
            bytes += data.length;
            since = System.nanoTime();
            if (chunks == 1) {
                firstByte = since;
            }
        } catch (IOException | CloseConnectionException e) {
            clientGone = true;
            throw new CloseConnectionException("The client is gone", e);
        } finally {
            writing = null;
            lock.unlock();
        }
    }

    private static long elapsed(long since) {
        return System.nanoTime() - since;
    }
}
