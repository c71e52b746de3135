-- Prints what wrk has measured as one line of JSON: latencies in s, from each response, not from an estimate
done = function(summary, latency)
    local errors = summary.errors
    io.write(string.format('\n{"seconds": %.3f, "responses": %d, "bytes": %d, "p50": %.4f, "p99": %.4f, "errors": %d}\n',
        summary.duration / 1e6, summary.requests, summary.bytes, latency:percentile(50) / 1e6, latency:percentile(99) / 1e6,
        errors.status + errors.connect + errors.read + errors.write + errors.timeout))
end
