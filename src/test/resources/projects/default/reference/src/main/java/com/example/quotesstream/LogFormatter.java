package com.example.quotesstream;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.text.MessageFormat;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;
import java.util.regex.Pattern;

import com.example.quotesstream.stream.StreamEnd;

import io.helidon.json.JsonObject;
import io.helidon.logging.common.HelidonMdc;

/**
 * A log record as a line. On Lambda it is JSON, with the ids of its request and the end of its stream. Elsewhere it is text.
 */
public final class LogFormatter extends Formatter {
    private static final List<String> IDS = List.of("requestId", "traceId", "streamId");

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneId.systemDefault());

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{[0-9]");

    private final boolean json;

    /** Called by java.util.logging. */
    public LogFormatter() {
        this(System.getenv().containsKey("AWS_LAMBDA_FUNCTION_NAME"));
    }

    LogFormatter(boolean json) {
        this.json = json;
    }

    @Override
    public String format(LogRecord record) {
        return json ? json(record) : text(record);
    }

    private static String json(LogRecord record) {
        JsonObject.Builder line = JsonObject.builder()
                .set("timestamp", record.getInstant().truncatedTo(ChronoUnit.MILLIS).toString())
                .set("level", record.getLevel().getName())
                .set("logger", String.valueOf(record.getLoggerName()))
                .set("message", message(record));
        if (record.getThrown() != null) {
            line.set("exception", stackTrace(record.getThrown()));
        }
        IDS.forEach(id -> HelidonMdc.get(id).ifPresent(value -> line.set(id, value)));
        StreamEnd end = end(record);
        if (end != null) {
            line.set("outcome", end.outcome().toString())
                    .set("bytes", end.bytes())
                    .set("chunks", end.chunks())
                    .set("durationMs", end.durationMillis());
            end.timeToFirstByteMillis().ifPresent(millis -> line.set("timeToFirstByteMs", millis));
            if (!end.facts().keys().isEmpty()) {
                line.set("facts", end.facts());
            }
        }
        return line.build() + "\n";
    }

    private static String text(LogRecord record) {
        StringBuilder line = new StringBuilder()
                .append(TIME.format(record.getInstant()))
                .append(' ').append(record.getLevel().getName())
                .append(' ').append(message(record));
        StreamEnd end = end(record);
        if (end != null) {
            line.append(" ").append(end.id()).append(", ").append(end.bytes()).append(" bytes in ")
                    .append(end.durationMillis()).append(" ms");
        }
        line.append('\n');
        if (record.getThrown() != null) {
            line.append(stackTrace(record.getThrown()));
        }
        return line.toString();
    }

    private static String message(LogRecord record) {
        String message = record.getMessage();
        if (message == null) {
            return "";
        }
        if (end(record) != null || record.getParameters() == null || !PLACEHOLDER.matcher(message).find()) {
            return message;
        }
        try {
            // Not formatMessage: its digits depend on the machine
            return new MessageFormat(message, Locale.ROOT).format(record.getParameters());
        } catch (IllegalArgumentException e) {
            return message;
        }
    }

    private static StreamEnd end(LogRecord record) {
        Object[] parameters = record.getParameters();
        return parameters != null && parameters.length == 1 && parameters[0] instanceof StreamEnd end ? end : null;
    }

    private static String stackTrace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }
}
