package com.example.quotesstream.stream;

import java.util.function.Consumer;

/**
 * Stands for the service's own sources while {@code scripts/record-aot-cache.sh} records: tokens come at once, then one by one.
 */
final class Training implements TokenSource {
    private static final int TOKENS = 60;

    @Override
    public void send(StreamRequest request, Consumer<String> tokens) throws InterruptedException {
        for (int i = 0; i < TOKENS; i++) {
            tokens.accept("a");
            if (i > TOKENS / 2) {
                Thread.sleep(1);
            }
        }
    }
}
