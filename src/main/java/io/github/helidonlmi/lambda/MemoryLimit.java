package io.github.helidonlmi.lambda;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Ends processes that together have more resident memory than they may. It looks once a second, so they may have more for
 * that long.
 */
final class MemoryLimit implements AutoCloseable {
    private static final long INTERVAL_MILLIS = 1000;

    private final int megabytes;
    private final List<ProcessHandle> processes;
    private final Thread thread;
    private volatile String exceeded;

    /**
     * @param megabytes what the processes and their children may have together
     */
    MemoryLimit(int megabytes, ProcessHandle... processes) {
        this.megabytes = megabytes;
        this.processes = List.of(processes);
        thread = Thread.ofVirtual().name("memory limit").start(this::watch);
    }

    /** What Lambda would say, once the processes were ended. */
    Optional<String> exceeded() {
        return Optional.ofNullable(exceeded);
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    private void watch() {
        try {
            while (processes.stream().allMatch(ProcessHandle::isAlive)) {
                long resident = resident();
                if (resident > megabytes) {
                    exceeded = "out of memory: " + resident + " MB of " + megabytes + " MB";
                    all().forEach(ProcessHandle::destroyForcibly);
                }
                Thread.sleep(INTERVAL_MILLIS);
            }
        } catch (IOException e) {
            System.err.println("Memory is not limited, since ps does not say how much is used: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Stream<ProcessHandle> all() {
        return processes.stream().flatMap(process -> Stream.concat(process.descendants(), Stream.of(process)));
    }

    /** In MB. */
    private long resident() throws IOException {
        String ids = all().map(process -> String.valueOf(process.pid())).collect(Collectors.joining(","));
        Process ps = new ProcessBuilder("ps", "-o", "rss=", "-p", ids).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String kilobytes = new String(ps.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        return kilobytes.lines().map(String::strip).filter(line -> !line.isEmpty()).mapToLong(Long::parseLong).sum() / 1024;
    }
}
