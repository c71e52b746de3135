package io.tiny;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;

import io.helidon.json.JsonObject;
import io.helidon.logging.common.HelidonMdc;

/**
 * A log record as a line of JSON, with what is known of its request and of its stream.
 */
public final class JsonFormatter extends Formatter {
    private static final List<String> TEXTS = List.of("requestId", "traceId", "streamId", "outcome");
    private static final List<String> NUMBERS = List.of("bytes", "chunks", "timeToFirstByteMs", "durationMs");

    @Override
    public String format(LogRecord record) {
        JsonObject.Builder line = JsonObject.builder()
                .set("timestamp", record.getInstant().truncatedTo(ChronoUnit.MILLIS).toString())
                .set("level", record.getLevel().getName())
                .set("logger", record.getLoggerName())
                .set("message", formatMessage(record));
        if (record.getThrown() != null) {
            line.set("exception", stackTrace(record.getThrown()));
        }
        TEXTS.forEach(name -> HelidonMdc.get(name).ifPresent(value -> line.set(name, value)));
        NUMBERS.forEach(name -> HelidonMdc.get(name).ifPresent(value -> line.set(name, new BigDecimal(value))));
        return line.build() + "\n";
    }

    private static String stackTrace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }
}
