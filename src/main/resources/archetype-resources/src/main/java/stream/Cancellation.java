package ${package}.stream;

import java.util.concurrent.TimeUnit;

import ${package}.stream.StreamEnd.Outcome;

/**
 * Ends a source from another thread, by one interrupt that reaches only the source.
 */
final class Cancellation {
    /** How long a source may take to return after its interrupt. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Thread thread = Thread.currentThread();
    private final StreamWriter writer;
    private volatile Ending ending;
    private long time;
    private boolean returned;
    private boolean told;

    /**
     * Made by the thread of the source.
     */
    Cancellation(StreamWriter writer) {
        this.writer = writer;
    }

    /** Returns whether this is what ends the stream. */
    synchronized boolean cancel(Ending ending) {
        // When the source has returned, only a broken connection can stop the rest of the writes
        if (this.ending != null || returned && ending.outcome() == Outcome.TIMED_OUT) {
            return false;
        }
        this.ending = ending;
        time = System.nanoTime();
        if (!returned && Thread.currentThread() != thread) {
            writer.interrupt(thread);
        }
        return true;
    }

    /** Called when the source has returned: its thread will serve other requests. */
    synchronized void sourceReturned() {
        returned = true;
        if (ending != null) {
            Thread.interrupted();
        }
    }

    /** Null if the stream was not cancelled. */
    Ending ending() {
        return ending;
    }

    /** Whether the source ignores its interrupt; true only once. */
    synchronized boolean isIgnored() {
        boolean ignored = ending != null && !returned && !told && System.nanoTime() - time >= PATIENCE_NANOS;
        told |= ignored;
        return ignored;
    }
}
