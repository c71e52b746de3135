package com.example.quotesstream.stream;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * All listeners as one. What one of them throws disturbs neither the others nor the stream.
 */
final class StreamListeners implements StreamListener {
    private static final Logger LOGGER = System.getLogger(StreamListeners.class.getName());

    private final List<StreamListener> listeners = new ArrayList<>();

    void add(StreamListener listener) {
        listeners.add(listener);
    }

    @Override
    public void started() {
        tell(StreamListener::started);
    }

    @Override
    public void ended(StreamEnd end) {
        tell(listener -> listener.ended(end));
    }

    @Override
    public void report() {
        tell(StreamListener::report);
    }

    private void tell(Consumer<StreamListener> event) {
        for (StreamListener listener : listeners) {
            try {
                event.accept(listener);
            } catch (Throwable e) {
                LOGGER.log(Level.ERROR, listener.getClass().getName() + " has failed", e);
            }
        }
    }
}
