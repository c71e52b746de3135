package com.example.quotesstream.stream;

import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

import com.example.quotesstream.stream.StreamEnd.Outcome;

import io.helidon.common.concurrency.limits.LimitAlgorithm;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.json.JsonObject;
import io.helidon.logging.jul.JulMdcPropagator;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

/**
 * One stream from its first token to its end, whatever ends it: its source, its client, its deadline or the service.
 */
final class Stream {
    private static final Logger LOGGER = System.getLogger(Stream.class.getName());
    private static final JulMdcPropagator MDC = new JulMdcPropagator();
    // Chrome holds back short plain text to guess its type
    private static final Header NO_SNIFF = HeaderValues.createCached(HeaderNames.create("X-Content-Type-Options"), "nosniff");
    private static final Header NO_STORE = HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "no-store");

    private final TokenSource source;
    private final StreamRequest request;
    private final ServerRequest httpRequest;
    private final StreamFormat format;
    private final ServerResponse response;
    private final StreamListener listener;
    private final long start = System.nanoTime();
    private final long deadline;
    private final StreamBody body = new StreamBody(this::begin);
    private final StreamWriter writer = new StreamWriter(body, this::cancel);
    private final Cancellation cancellation = new Cancellation(writer);
    private final Map<String, String> mdc = MDC.data();
    private final Object endLock = new Object();
    private boolean ended;
    private final Thread thread = Thread.currentThread();
    /** The source's thread is in the writer, or has left it by an Error such as a stack overflow: then its lock may be held. */
    private boolean inWriter;
    private boolean answered;
    private boolean cut;

    /**
     * Made by the thread that will run it.
     *
     * @param time until the deadline
     */
    Stream(TokenSource source, StreamRequest request, StreamFormat format, ServerRequest httpRequest, ServerResponse response,
           Duration time, StreamListener listener) {
        this.source = source;
        this.request = request;
        this.format = format;
        this.httpRequest = httpRequest;
        this.response = response;
        this.listener = listener;
        deadline = start + time.toNanos();
    }

    /**
     * Streams, and returns when all is written.
     *
     * @param permit given back as soon as the source has returned and its tokens are written
     * @throws CloseConnectionException if the client has disconnected, or only a cut connection can tell it of a failure
     */
    void run(LimitAlgorithm.Token permit) {
        listener.started();
        try {
            runSource(permit);
            if (writer.close(texts -> format.done(request.id(), request.facts().build()), true)) {
                writer.awaitWritten();
            } else {
                begin();
            }
            end(Outcome.COMPLETED, null);
        } catch (Throwable e) {
            if (inWriter) {
                end(Outcome.FAILED, e);
                throw new CloseConnectionException("The stream was cut off", e);
            }
            boolean interrupted = Thread.interrupted() || e instanceof InterruptedException;
            fail(cancellation.ending() != null ? cancellation.ending() : interrupted ? Ending.stopped() : Ending.of(e));
        }
    }

    /** Called repeatedly: ends what takes too long, and sends heartbeats while there are no tokens. */
    void watch(Duration heartbeat, Duration writeTimeout) {
        if (System.nanoTime() >= deadline && cancellation.ending() == null) {
            Thread.startVirtualThread(() -> cancel(Ending.timedOut()));
        }
        writer.dropStalled(writeTimeout.toNanos());
        writer.writeAfterSilence(heartbeat.toNanos(), format.heartbeat());
        if (cancellation.isIgnored()) {
            LOGGER.log(Level.WARNING, "{0} ignores its interrupt: its stream has ended, but keeps its place until it returns",
                    source.getClass().getName());
        }
    }

    /** Tells of the end before the source has returned: the process ends. */
    void abandon() {
        MDC.propagateData(mdc);
        try {
            end(cancellation.ending() == null ? Outcome.FAILED : cancellation.ending().outcome(), null);
        } finally {
            MDC.clearData(mdc);
        }
    }

    private void runSource(LimitAlgorithm.Token permit) throws Exception {
        try {
            try {
                source.send(request, this::write);
            } finally {
                cancellation.sourceReturned();
            }
            if (cancellation.ending() != null || inWriter) {
                throw new CloseConnectionException("The stream has ended");
            }
            writer.awaitWritten();
        } finally {
            // Before Helidon ends the response, which it does after the handler: then a client can send its next request
            permit.success();
        }
    }

    private void write(String token) {
        if (inWriter) {
            throw new CloseConnectionException("The stream has ended");
        }
        String text = format.token(request.id(), request.first() + writer.texts(), token);
        inWriter = true;
        try {
            writer.write(text);
            // Not in a finally: after an Error it stays set
        } catch (CloseConnectionException e) {
            inWriter = false;
            throw e;
        }
        inWriter = false;
    }

    private void cancel(Ending ending) {
        if (cancellation.cancel(ending) && ending.problem() != null) {
            answer(ending.problem());
        }
    }

    private void fail(Ending ending) {
        try {
            if (ending.problem() != null) {
                answer(ending.problem());
                writer.awaitWritten();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            end(ending.outcome(), ending.failure());
        }
        if (ending.problem() == null || cut) {
            throw new CloseConnectionException("The stream was cut off: " + ending.outcome(), ending.failure());
        }
    }

    /** Tells the client, once. */
    private synchronized void answer(ProblemException problem) {
        if (answered) {
            return;
        }
        answered = true;
        if (writer.close(texts -> format.error(request.id(), request.first() + texts, problem.toJson()), false)) {
            cut = format.error(request.id(), 0, problem.toJson()).isEmpty();
        } else {
            // While the source runs, this connection cannot serve another request
            cut = Thread.currentThread() != thread;
            if (cut) {
                response.header(HeaderValues.CONNECTION_CLOSE);
            }
            problem.send(httpRequest, response);
        }
    }

    private OutputStream begin() {
        return response.header(HeaderNames.CONTENT_TYPE, format.contentType())
                .header(NO_SNIFF)
                .header(NO_STORE)
                .outputStream();
    }

    private void end(Outcome outcome, Throwable failure) {
        // When the process ends, it waits for the thread that notifies
        synchronized (endLock) {
            if (!ended) {
                ended = true;
                listener.ended(new StreamEnd(request.id(), outcome, body.bytes(), body.chunks(),
                        body.bytes() == 0 ? Optional.empty() : Optional.of(Duration.ofNanos(body.firstByte() - start)),
                        Duration.ofNanos(System.nanoTime() - start), Optional.ofNullable(failure),
                        // Another thread must not read what the source may still write
                        Thread.currentThread() == thread ? request.facts().build() : JsonObject.empty()));
            }
        }
    }
}
