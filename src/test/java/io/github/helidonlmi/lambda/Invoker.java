package io.github.helidonlmi.lambda;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import jakarta.json.JsonObject;

/**
 * Hands events to an execution environment, as many at once as it has slots. A slot is taken only for an event that is there,
 * and is free when the runtime is done with it.
 */
final class Invoker {
    private final RuntimeApi runtime;
    private final int maxConcurrency;
    private final Semaphore slots;
    private final Duration timeout;

    /**
     * @param maxConcurrency events that the execution environment takes at once
     * @param timeout        how long a caller waits; the code is not stopped by it
     */
    Invoker(RuntimeApi runtime, int maxConcurrency, Duration timeout) {
        this.runtime = runtime;
        this.maxConcurrency = maxConcurrency;
        this.slots = new Semaphore(maxConcurrency);
        this.timeout = timeout;
    }

    /** Empty if no slot is free. */
    Optional<Invocation> invoke(JsonObject event) {
        if (!slots.tryAcquire()) {
            return Optional.empty();
        }
        Invocation invocation = new Invocation(event, timeout);
        invocation.done().thenRun(slots::release);
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
