package io.github.helidonlmi.archetype.support;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;

import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.function.ThrowingConsumer;

import static org.junit.jupiter.api.Assertions.assertAll;

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

    /** Does something with each scenario, with three at a time; names those with which it fails. */
    public static void withEach(Collection<Scenario> scenarios, ThrowingConsumer<Scenario> action) {
        Semaphore room = new Semaphore(3);
        List<FutureTask<Void>> tasks = scenarios.stream().map(scenario -> new FutureTask<Void>(() -> {
            room.acquire();
            try {
                action.accept(scenario);
            } catch (Throwable e) {
                throw new AssertionError(scenario.toString(), e);
            } finally {
                room.release();
            }
            return null;
        })).toList();
        tasks.forEach(Thread::startVirtualThread);
        assertAll(tasks.stream().map(task -> (Executable) task::get));
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
