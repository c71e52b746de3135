package ${package};

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

import io.helidon.config.Config;
import io.helidon.json.JsonArray;
import io.helidon.json.JsonNumber;
import io.helidon.json.JsonObject;
import io.helidon.json.JsonValue;

/**
 * CloudWatch metrics of all streams together, as lines of embedded metric format.
 */
final class Metrics {
    /** The most values that a metric may have in one line. */
    private static final int SAMPLE_SIZE = 100;

    private final String namespace;
    private final String functionName;
    private int active;
    private int mostActive;
    private int completed;
    private int failed;
    private int rejected;
    private Sample timesToFirstByte = new Sample();
    private Sample durations = new Sample();

    Metrics(Config config) {
        namespace = config.get("namespace").asString().get();
        functionName = config.get("function-name").asString().orElse("");
    }

    synchronized void started() {
        active++;
        mostActive = Math.max(mostActive, active);
    }

    /** A stream has ended as it should, after that many ns since its request. */
    synchronized void completed(long timeToFirstByte, long duration) {
        active--;
        completed++;
        timesToFirstByte.add(timeToFirstByte);
        durations.add(duration);
    }

    synchronized void clientGone() {
        active--;
    }

    synchronized void failed() {
        active--;
        failed++;
    }

    synchronized void rejected() {
        rejected++;
    }

    /** The line, after which all begins anew; empty if there is nothing to tell, or no function to tell it of. */
    synchronized Optional<JsonObject> next() {
        if (functionName.isEmpty() || mostActive + rejected == 0) {
            return Optional.empty();
        }
        Map<String, JsonValue> values = new LinkedHashMap<>();
        values.put("ActiveStreams", JsonNumber.create(mostActive));
        values.put("CompletedStreams", JsonNumber.create(completed));
        values.put("FailedStreams", JsonNumber.create(failed));
        values.put("RejectedStreams", JsonNumber.create(rejected));
        List<JsonObject> definitions = new ArrayList<>();
        values.keySet().forEach(name -> definitions.add(definition(name, "Count")));
        if (completed > 0) {
            values.put("TimeToFirstByte", timesToFirstByte.values());
            values.put("StreamDuration", durations.values());
            definitions.add(definition("TimeToFirstByte", "Milliseconds"));
            definitions.add(definition("StreamDuration", "Milliseconds"));
        }
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
        completed = 0;
        failed = 0;
        rejected = 0;
        timesToFirstByte = new Sample();
        durations = new Sample();
        return Optional.of(line.build());
    }

    /** To a tenth. */
    static double millis(long nanos) {
        return nanos / 100_000 / 10.0;
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

        void add(long nanos) {
            count++;
            JsonNumber value = JsonNumber.create(millis(nanos));
            int place = ThreadLocalRandom.current().nextInt(count);
            if (kept.size() < SAMPLE_SIZE) {
                kept.add(value);
            } else if (place < SAMPLE_SIZE) {
                kept.set(place, value);
            }
        }

        JsonArray values() {
            return JsonArray.create(kept);
        }
    }
}
