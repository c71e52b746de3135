package com.example.quotesstream;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;

import com.example.quotesstream.stream.ProblemException;
import com.example.quotesstream.stream.StreamEnd;
import com.example.quotesstream.stream.StreamEnd.Outcome;
import com.example.quotesstream.stream.StreamListener;

import io.helidon.config.Config;
import io.helidon.http.Status;
import io.helidon.json.JsonArray;
import io.helidon.json.JsonNumber;
import io.helidon.json.JsonObject;
import io.helidon.json.JsonValue;
import io.helidon.json.JsonValueType;

/**
 * CloudWatch metrics of all streams together, as lines of embedded metric format.
 */
final class Metrics implements StreamListener {
    /** The most values that a metric may have in one line. */
    private static final int SAMPLE_SIZE = 100;

    private final String namespace;
    private final String functionName;
    private int active;
    private int mostActive;
    private final Map<Outcome, Integer> ends = new EnumMap<>(Outcome.class);
    /** Those that not every source has. */
    private final Map<String, BigDecimal> sums = new TreeMap<>();
    private Sample timesToFirstByte = new Sample();
    private Sample durations = new Sample();

    Metrics(Config config) {
        namespace = config.get("namespace").asString().get();
        functionName = config.get("function-name").asString().orElse("");
    }

    @Override
    public synchronized void started() {
        active++;
        mostActive = Math.max(mostActive, active);
    }

    @Override
    public synchronized void ended(StreamEnd end) {
        if (end.outcome() != Outcome.REJECTED) {
            active--;
        }
        ends.merge(end.outcome(), 1, Integer::sum);
        end.facts().keysAsStrings().forEach(name -> end.facts().value(name)
                .filter(fact -> fact.type() == JsonValueType.NUMBER)
                .ifPresent(fact -> sums.merge(Character.toUpperCase(name.charAt(0)) + name.substring(1),
                        fact.asNumber().bigDecimalValue(), BigDecimal::add)));
        if (end.failure().orElse(null) instanceof ProblemException problem
                && problem.status().equals(Status.TOO_MANY_REQUESTS_429)) {
            sums.merge("ThrottledStreams", BigDecimal.ONE, BigDecimal::add);
        }
        if (end.outcome() == Outcome.COMPLETED) {
            end.timeToFirstByteMillis().ifPresent(timesToFirstByte::add);
            durations.add(end.durationMillis());
        }
    }

    @Override
    public void report() {
        next().ifPresent(System.out::println);
    }

    /** The line for all streams since the last one; empty if there were none, or if there is no function. */
    synchronized Optional<JsonObject> next() {
        if (functionName.isEmpty() || mostActive + ends.size() == 0) {
            return Optional.empty();
        }
        Map<String, JsonValue> values = new LinkedHashMap<>();
        values.put("ActiveStreams", JsonNumber.create(mostActive));
        values.put("CompletedStreams", count(Outcome.COMPLETED));
        values.put("FailedStreams", count(Outcome.FAILED));
        values.put("TimedOutStreams", count(Outcome.TIMED_OUT));
        values.put("RejectedStreams", count(Outcome.REJECTED));
        sums.forEach((name, sum) -> values.putIfAbsent(name, JsonNumber.create(sum)));
        List<JsonObject> definitions = new ArrayList<>();
        values.keySet().forEach(name -> definitions.add(definition(name, "Count")));
        Map<String, Sample> samples = new LinkedHashMap<>();
        samples.put("TimeToFirstByte", timesToFirstByte);
        samples.put("StreamDuration", durations);
        samples.forEach((name, sample) -> {
            if (!sample.isEmpty()) {
                values.put(name, sample.values());
                definitions.add(definition(name, "Milliseconds"));
            }
        });
        JsonObject.Builder line = JsonObject.builder()
                .set("_aws", aws -> aws
                        .set("Timestamp", System.currentTimeMillis())
                        .set("CloudWatchMetrics", JsonArray.create(JsonObject.builder()
                                .set("Namespace", namespace)
                                .set("Dimensions", JsonArray.create(JsonArray.createStrings(List.of("FunctionName"))))
                                .set("Metrics", JsonArray.create(definitions))
                                .build())))
                .set("FunctionName", functionName);
        values.forEach(line::set);

        mostActive = active;
        ends.clear();
        sums.clear();
        timesToFirstByte = new Sample();
        durations = new Sample();
        return Optional.of(line.build());
    }

    private JsonNumber count(Outcome outcome) {
        return JsonNumber.create(ends.getOrDefault(outcome, 0));
    }

    private static JsonObject definition(String name, String unit) {
        return JsonObject.builder().set("Name", name).set("Unit", unit).build();
    }

    /**
     * Values, each as likely to be kept as any other.
     */
    private static final class Sample {
        private final List<JsonNumber> kept = new ArrayList<>();
        private int count;

        void add(double millis) {
            count++;
            JsonNumber value = JsonNumber.create(millis);
            int place = ThreadLocalRandom.current().nextInt(count);
            if (kept.size() < SAMPLE_SIZE) {
                kept.add(value);
            } else if (place < SAMPLE_SIZE) {
                kept.set(place, value);
            }
        }

        boolean isEmpty() {
            return kept.isEmpty();
        }

        JsonArray values() {
            return JsonArray.create(kept);
        }
    }
}
