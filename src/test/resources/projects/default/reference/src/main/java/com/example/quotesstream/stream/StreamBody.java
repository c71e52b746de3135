package com.example.quotesstream.stream;

import java.io.IOException;
import java.io.OutputStream;
import java.util.function.Supplier;

/**
 * The body of a response: each write is a chunk. Written by one thread at a time, and read by any.
 */
final class StreamBody {
    /** Bytes of one write: few enough to see that a slow client takes them. */
    private static final int MAX_WRITE = 16 * 1024;

    private final Supplier<OutputStream> response;
    private OutputStream out;
    private volatile long chunks;
    private volatile long bytes;
    private volatile long firstByte;
    private volatile long progress = System.nanoTime();

    /**
     * @param response begins the response
     */
    StreamBody(Supplier<OutputStream> response) {
        this.response = response;
    }

    void write(byte[] data, int length) throws IOException {
        progress = System.nanoTime();
        if (out == null) {
            out = response.get();
        }
        for (int offset = 0; offset < length; offset += MAX_WRITE) {
            int part = Math.min(MAX_WRITE, length - offset);
            out.write(data, offset, part);
            out.flush();
            progress = System.nanoTime();
            if (chunks == 0) {
                firstByte = progress;
            }
            chunks++;
            bytes += part;
        }
    }

    long chunks() {
        return chunks;
    }

    long bytes() {
        return bytes;
    }

    /** Time in ns, of {@link System#nanoTime()}, when the first byte was written; meaningless while there is none. */
    long firstByte() {
        return firstByte;
    }

    /** Time in ns since a write has begun or made progress, or since the start. */
    long silence() {
        return System.nanoTime() - progress;
    }
}
