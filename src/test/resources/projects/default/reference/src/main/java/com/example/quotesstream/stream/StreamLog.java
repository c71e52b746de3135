package com.example.quotesstream.stream;

import java.util.logging.LogRecord;
import java.util.logging.Logger;

import com.example.quotesstream.stream.StreamEnd.Outcome;

/**
 * Logs one record for each stream, with its {@link StreamEnd} as the parameter.
 */
final class StreamLog implements StreamListener {
    private static final Logger LOGGER = Logger.getLogger(StreamLog.class.getName());

    @Override
    public void ended(StreamEnd end) {
        LogRecord record = new LogRecord(end.outcome().level(), "Stream: " + end.outcome());
        record.setLoggerName(LOGGER.getName());
        record.setParameters(new Object[] {end});
        end.failure().ifPresent(failure -> {
            if (end.outcome() == Outcome.REFUSED) {
                record.setMessage(record.getMessage() + ", " + failure.getMessage());
            } else {
                record.setThrown(failure);
            }
        });
        LOGGER.log(record);
    }
}
