package io.github.helidonlmi.lambda;

import java.io.IOException;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A function for the time of each test, or, in a static field, of all tests of a class. When a test fails, the function's log
 * is printed. Needs JUnit.
 * <pre>{@code
 * @RegisterExtension
 * private final StreamingLambdaExtension lambda = new StreamingLambdaExtension(function);
 * }</pre>
 */
public final class StreamingLambdaExtension extends StreamingLambda
        implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
    private boolean forAll;

    /**
     * Prepares the function; it starts before the test or the tests.
     */
    public StreamingLambdaExtension(FunctionConfiguration function) {
        super(function);
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        forAll = true;
        start();
    }

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        if (!forAll) {
            start();
        }
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        if (context.getExecutionException().isPresent()) {
            System.err.println(context.getDisplayName() + ":\n" + log());
        }
        if (!forAll) {
            close();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        if (forAll) {
            close();
        }
    }
}
