package io.github.helidonlmi.lambda;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Hands events to an execution environment, as many at once as it has slots. A slot is taken only for an event that is there,
 * and is free when the runtime is done with it.
 */
final class Invoker {
    private final RuntimeApi runtime;
    private final int maxConcurrency;
    private final Semaphore slots;
    private final Duration timeout;
    private final boolean bandwidthLimit;
    private final Consumer<Invocation> ended;

    /**
     * @param function its concurrency, its timeout and its bandwidth count here
     * @param ended    gets each invocation that has succeeded, failed or reached its deadline
     */
    Invoker(RuntimeApi runtime, FunctionConfiguration function, Consumer<Invocation> ended) {
        this.runtime = runtime;
        this.maxConcurrency = function.concurrency();
        this.slots = new Semaphore(maxConcurrency);
        this.timeout = function.timeout();
        this.bandwidthLimit = function.bandwidthLimit();
        this.ended = ended;
    }

    /**
     * @param event a JSON object in UTF-8
     * @return empty if no slot is free
     */
    Optional<Invocation> invoke(byte[] event) {
        if (!slots.tryAcquire()) {
            return Optional.empty();
        }
        Invocation invocation = new Invocation(event, timeout, bandwidthLimit);
        invocation.done().thenRun(slots::release);
        invocation.failure().thenRun(() -> ended.accept(invocation));
        runtime.invoke(invocation);
        return Optional.of(invocation);
    }

    /** Waits until nothing runs, whether or not its caller is still there. */
    boolean awaitIdle(Duration within) throws InterruptedException {
        boolean idle = slots.tryAcquire(maxConcurrency, within.toNanos(), TimeUnit.NANOSECONDS);
        if (idle) {
            slots.release(maxConcurrency);
        }
        return idle;
    }
}
