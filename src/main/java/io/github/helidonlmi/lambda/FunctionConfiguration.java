package io.github.helidonlmi.lambda;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A function's code and settings. Each method that sets something returns this object.
 * <pre>{@code
 * new FunctionConfiguration(Path.of("target/function"))
 *         .concurrency(64)
 *         .timeout(Duration.ofSeconds(120))
 *         .environment("AWS_LWA_INVOKE_MODE", "response_stream")
 * }</pre>
 */
public final class FunctionConfiguration {
    /**
     * Variables that Lambda sets itself. CloudFormation refuses a function that sets one, and so does {@link #environment}.
     * They are the defined runtime environment variables of the developer guide, without those that a function may change.
     */
    private static final Set<String> RESERVED = Set.of("AWS_ACCESS_KEY", "AWS_ACCESS_KEY_ID", "AWS_DEFAULT_REGION",
            "AWS_EXECUTION_ENV", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "AWS_LAMBDA_FUNCTION_NAME", "AWS_LAMBDA_FUNCTION_VERSION",
            "AWS_LAMBDA_INITIALIZATION_TYPE", "AWS_LAMBDA_LOG_GROUP_NAME", "AWS_LAMBDA_LOG_STREAM_NAME",
            "AWS_LAMBDA_MAX_CONCURRENCY", "AWS_LAMBDA_RUNTIME_API", "AWS_REGION", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN",
            "LAMBDA_RUNTIME_DIR", "LAMBDA_TASK_ROOT", "_HANDLER", "_X_AMZN_TRACE_ID");

    private static final Set<String> CREDENTIALS = Set.of("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN",
            "AWS_REGION", "AWS_DEFAULT_REGION");

    private static final int MAX_CONCURRENCY = 1600;
    private static final Duration MAX_TIMEOUT = Duration.ofMinutes(15);

    private final Path code;
    private final Map<String, String> environment = new LinkedHashMap<>();
    private String name = "function";
    private String handler = "run.sh";
    private String runtime = "";
    private Path adapter;
    private Optional<String> adapterLayer = Optional.empty();
    private int concurrency = 1;
    private int memory = 2048;
    private Duration timeout = Duration.ofSeconds(3);
    private boolean memoryLimit = true;
    private boolean bandwidthLimit;
    private int port;
    private final Map<String, String> credentials = new LinkedHashMap<>();

    /**
     * A function with Lambda's defaults.
     *
     * @param code the folder that is deployed; each execution environment gets a copy of it
     */
    public FunctionConfiguration(Path code) {
        this.code = code;
    }

    /** The name of the function, {@code function} by default. */
    public FunctionConfiguration name(String name) {
        this.name = name;
        return this;
    }

    /** The executable in the code's folder that starts the web application, {@code run.sh} by default. */
    public FunctionConfiguration handler(String handler) {
        this.handler = handler;
        return this;
    }

    /** The identifier of the runtime, such as {@code java25}: only {@code AWS_EXECUTION_ENV} is made from it. */
    public FunctionConfiguration runtime(String runtime) {
        this.runtime = runtime;
        return this;
    }

    /**
     * The executable of Lambda Web Adapter, 1.0.0-rc1 or newer: older ones take one request at a time. By default it is the
     * one that {@code LAMBDA_ADAPTER} names, or the one in the folder {@code .lambda}. If that is missing, it is downloaded
     * from the layer with the AWS CLI, or built with cargo.
     */
    public FunctionConfiguration adapter(Path adapter) {
        this.adapter = adapter;
        return this;
    }

    /** The ARN of the adapter's layer that is deployed; none by default. */
    public FunctionConfiguration adapterLayer(String arn) {
        adapterLayer = Optional.of(arn);
        return this;
    }

    /**
     * Requests that the execution environment takes at once: {@code PerExecutionEnvironmentMaxConcurrency}.
     *
     * @param concurrency 1 to 1600; 1 by default
     */
    public FunctionConfiguration concurrency(int concurrency) {
        if (concurrency < 1 || concurrency > MAX_CONCURRENCY) {
            throw new IllegalArgumentException("concurrency " + concurrency + ": must be 1 to " + MAX_CONCURRENCY);
        }
        this.concurrency = concurrency;
        return this;
    }

    /**
     * The memory of the execution environment in MB: an environment that uses more is ended.
     *
     * @param memory 2048 by default, the least that Managed Instances have; less is accepted here, for tests
     */
    public FunctionConfiguration memory(int memory) {
        if (memory < 1) {
            throw new IllegalArgumentException("memory " + memory + ": must be at least 1 (MB)");
        }
        this.memory = memory;
        return this;
    }

    /** Whether an environment that uses more than its memory is ended; on by default. */
    public FunctionConfiguration memoryLimit(boolean on) {
        memoryLimit = on;
        return this;
    }

    /**
     * How long a caller waits. As on Managed Instances, the code runs on, and still counts against the concurrency.
     *
     * @param timeout up to 15 minutes; 3 s by default
     */
    public FunctionConfiguration timeout(Duration timeout) {
        if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(MAX_TIMEOUT) > 0) {
            throw new IllegalArgumentException("timeout " + timeout + ": must be more than 0 and at most " + MAX_TIMEOUT);
        }
        this.timeout = timeout;
        return this;
    }

    /** Slows a response down to 2 MB/s after its first 6 MB, as Lambda does; off by default, as tests need not wait. */
    public FunctionConfiguration bandwidthLimit(boolean on) {
        bandwidthLimit = on;
        return this;
    }

    /** The port of the function URL on this machine; a free one by default. */
    public FunctionConfiguration port(int port) {
        this.port = port;
        return this;
    }

    /**
     * Sets credentials and a region. On Lambda, the credentials are those of the function's role.
     *
     * @param variables what counts is {@code AWS_ACCESS_KEY_ID}, {@code AWS_SECRET_ACCESS_KEY}, {@code AWS_SESSION_TOKEN},
     *                  {@code AWS_REGION} and {@code AWS_DEFAULT_REGION}, such as in {@link System#getenv()}
     */
    public FunctionConfiguration credentials(Map<String, String> variables) {
        credentials.putAll(variables);
        credentials.keySet().retainAll(CREDENTIALS);
        return this;
    }

    /**
     * Adds an environment variable.
     *
     * @throws IllegalArgumentException if Lambda reserves the name
     */
    public FunctionConfiguration environment(String name, String value) {
        return environment(Map.of(name, value));
    }

    /**
     * Adds environment variables.
     *
     * @throws IllegalArgumentException if Lambda reserves one of the names
     */
    public FunctionConfiguration environment(Map<String, String> variables) {
        Set<String> reserved = new TreeSet<>(variables.keySet());
        reserved.retainAll(RESERVED);
        if (!reserved.isEmpty()) {
            throw new IllegalArgumentException("reserved by Lambda, so a function cannot set them: "
                    + String.join(", ", reserved));
        }
        environment.putAll(variables);
        return this;
    }

    Path code() {
        return code;
    }

    String name() {
        return name;
    }

    String handler() {
        return handler;
    }

    String runtime() {
        return runtime;
    }

    Optional<Path> adapter() {
        return Optional.ofNullable(adapter);
    }

    Optional<String> adapterLayer() {
        return adapterLayer;
    }

    /** Requests that the execution environment takes at once. */
    public int concurrency() {
        return concurrency;
    }

    int memory() {
        return memory;
    }

    boolean memoryLimit() {
        return memoryLimit;
    }

    Duration timeout() {
        return timeout;
    }

    boolean bandwidthLimit() {
        return bandwidthLimit;
    }

    int port() {
        return port;
    }

    Map<String, String> environment() {
        return environment;
    }

    Map<String, String> credentials() {
        return credentials;
    }
}
