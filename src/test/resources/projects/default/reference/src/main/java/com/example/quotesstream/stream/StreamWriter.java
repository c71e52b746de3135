package com.example.quotesstream.stream;

import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.IntFunction;

import io.helidon.webserver.CloseConnectionException;

/**
 * Decides who writes. A text goes out at once, by the thread that hands it over. Texts that come faster than the socket takes
 * them gather, and a virtual thread writes them together, until none is left.
 */
final class StreamWriter {
    /** Bytes that may gather before the source has to wait. */
    private static final int MAX_GATHERED = 64 * 1024;
    /** A text that follows a write so soon is one of many. */
    private static final long BURST_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final StreamBody body;
    private final Consumer<Ending> broken;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    // Guarded by the lock
    private byte[] gathered = new byte[128];
    private int length;
    private int texts;
    private boolean begun;
    private boolean closed;
    private boolean gone;
    /** A thread writes, or is about to. */
    private boolean busy;
    /** That thread, while it is in a write. */
    private Thread writing;
    private boolean stalled;
    private boolean interruptLater;

    /** Of the thread that writes. */
    private byte[] taken = new byte[128];

    /**
     * @param broken called when the connection has broken
     */
    StreamWriter(StreamBody body, Consumer<Ending> broken) {
        this.body = body;
        this.broken = broken;
    }

    /**
     * Writes a text of the source, or leaves it to another thread; waits while too much has gathered.
     *
     * @throws CloseConnectionException if the stream has ended, or the thread is interrupted
     */
    void write(String text) {
        boolean mine;
        boolean burst;
        lock.lock();
        try {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            while (length >= MAX_GATHERED && !closed) {
                changed.await();
            }
            if (closed) {
                throw new CloseConnectionException("The stream has ended");
            }
            texts++;
            mine = gather(text);
            burst = body.chunks() > 0 && body.silence() < BURST_NANOS;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CloseConnectionException("The stream was interrupted", e);
        } finally {
            lock.unlock();
        }
        if (mine && burst) {
            Thread.startVirtualThread(this::writeGathered);
        } else if (mine) {
            writeGathered();
        }
    }

    /** Writes a text if nothing was written for so many ns. */
    void writeAfterSilence(long nanos, String text) {
        if (body.silence() >= nanos && lock.tryLock()) {
            try {
                if (!closed && !busy) {
                    append(text);
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /**
     * Takes no more texts but a last one.
     *
     * @param last  makes it of the number of texts that the source has written; empty for none
     * @param begin whether it may begin the response
     * @return whether the response has begun
     */
    boolean close(IntFunction<String> last, boolean begin) {
        lock.lock();
        try {
            if (!closed && (begin || begun)) {
                append(last.apply(texts));
            }
            closed = true;
            changed.signalAll();
            return begun;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until all is written.
     *
     * @throws CloseConnectionException if the connection has broken
     */
    void awaitWritten() throws InterruptedException {
        lock.lock();
        try {
            while (busy) {
                changed.await();
            }
            if (gone) {
                throw new CloseConnectionException("The connection has broken");
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes a client that has kept a write waiting for so many ns for one that has disconnected. */
    void dropStalled(long nanos) {
        if (body.silence() >= nanos && lock.tryLock()) {
            try {
                if (writing != null) {
                    stalled = true;
                    writing.interrupt();
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /** Interrupts a thread, after its write if it is in one: there, an interrupt closes the connection. */
    void interrupt(Thread thread) {
        lock.lock();
        try {
            if (writing == thread) {
                interruptLater = true;
            } else {
                thread.interrupt();
            }
        } finally {
            lock.unlock();
        }
    }

    /** How many texts the source has written. */
    int texts() {
        return texts;
    }

    private void append(String text) {
        if (gather(text)) {
            Thread.startVirtualThread(this::writeGathered);
        }
    }

    /** Returns whether the caller has to see to it that the text is written: else a thread is there already. */
    private boolean gather(String text) {
        byte[] data = text.getBytes(StandardCharsets.UTF_8);
        if (data.length == 0) {
            return false;
        }
        if (gathered.length - length < data.length) {
            gathered = Arrays.copyOf(gathered, Math.max(2 * gathered.length, length + data.length));
        }
        System.arraycopy(data, 0, gathered, length, data.length);
        length += data.length;
        begun = true;
        boolean idle = !busy;
        busy = true;
        return idle;
    }

    private void writeGathered() {
        for (int count = take(); count > 0; count = take()) {
            try {
                body.write(taken, count);
            } catch (Throwable e) {
                disconnect(e);
            }
        }
    }

    /** Returns the number of bytes to write now; 0 ends the writing. */
    private int take() {
        lock.lock();
        try {
            settleInterrupts();
            int count = gone ? 0 : length;
            byte[] full = gathered;
            gathered = taken;
            taken = full;
            length = 0;
            busy = count > 0;
            writing = busy ? Thread.currentThread() : null;
            // An interrupt from before would close the connection in the write
            interruptLater = busy && Thread.interrupted();
            changed.signalAll();
            return count;
        } finally {
            lock.unlock();
        }
    }

    private void settleInterrupts() {
        if (stalled) {
            // It was meant for the write only
            Thread.interrupted();
        }
        if (interruptLater) {
            Thread.currentThread().interrupt();
        }
        stalled = false;
    }

    private void disconnect(Throwable failure) {
        broken.accept(failure instanceof Error ? Ending.cut(failure)
                : isStalled() || !isClosedHere(failure) ? Ending.clientGone() : Ending.stopped());
        lock.lock();
        try {
            gone = true;
            closed = true;
        } finally {
            lock.unlock();
        }
    }

    private boolean isStalled() {
        lock.lock();
        try {
            return stalled;
        } finally {
            lock.unlock();
        }
    }

    /** Helidon closes the connections that are left when it stops. */
    private static boolean isClosedHere(Throwable failure) {
        return failure instanceof ClosedChannelException || failure.getCause() != null && isClosedHere(failure.getCause());
    }
}
