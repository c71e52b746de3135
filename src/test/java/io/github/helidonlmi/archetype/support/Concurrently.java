package io.github.helidonlmi.archetype.support;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;

/**
 * The same task many times at once.
 */
public final class Concurrently<T> {
    private final List<FutureTask<T>> tasks = new ArrayList<>();

    public Concurrently(int count, Callable<T> task) {
        for (int i = 0; i < count; i++) {
            FutureTask<T> future = new FutureTask<>(task);
            tasks.add(future);
            Thread.startVirtualThread(future);
        }
    }

    /** Waits for all. */
    public List<T> results() throws Exception {
        List<T> results = new ArrayList<>();
        for (FutureTask<T> task : tasks) {
            results.add(task.get());
        }
        return results;
    }
}
