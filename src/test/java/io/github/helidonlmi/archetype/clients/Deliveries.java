package io.github.helidonlmi.archetype.clients;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What the clients have delivered so far, for each job.
 */
final class Deliveries {
    /** For all that the clients are tried with at the same time. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final long deadline = System.nanoTime() + PATIENCE_NANOS;
    private final Map<String, List<Delivery>> jobs = new HashMap<>();
    private String failure;

    synchronized void add(Delivery delivery) {
        jobs.computeIfAbsent(delivery.job(), job -> new ArrayList<>()).add(delivery);
        notifyAll();
    }

    /** No more will come of some jobs. */
    synchronized void fail(String reason) {
        failure = reason;
        notifyAll();
    }

    /** Waits until the client has come to its end by itself, and returns all that it has delivered. */
    synchronized List<Delivery> awaitEnd(String job) throws InterruptedException {
        return await(job, Delivery.Kind.END);
    }

    /** Waits until the client has lost its connection. */
    synchronized List<Delivery> awaitLost(String job) throws InterruptedException {
        return await(job, Delivery.Kind.LOST);
    }

    private List<Delivery> await(String job, Delivery.Kind kind) throws InterruptedException {
        while (jobs.getOrDefault(job, List.of()).stream().noneMatch(delivery -> delivery.kind() == kind)) {
            if (failure != null || System.nanoTime() >= deadline) {
                throw new AssertionError(job + ": no " + kind + " but " + jobs.get(job) + ", " + failure);
            }
            TimeUnit.NANOSECONDS.timedWait(this, deadline - System.nanoTime());
        }
        return List.copyOf(jobs.get(job));
    }
}
