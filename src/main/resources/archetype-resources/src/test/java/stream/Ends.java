package ${package}.stream;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A listener that keeps what it is told.
 */
final class Ends implements StreamListener {
    private final BlockingQueue<StreamEnd> ends = new LinkedBlockingQueue<>();
    private volatile List<StreamEnd> reported = List.of();

    @Override
    public void ended(StreamEnd end) {
        ends.add(end);
    }

    @Override
    public void report() {
        reported = all();
    }

    /** In the order in which the streams have ended. */
    List<StreamEnd> all() {
        return List.copyOf(ends);
    }

    /** Those before the last report. */
    List<StreamEnd> reported() {
        return reported;
    }
}
