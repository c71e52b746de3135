/**
 * AWS Lambda Managed Instances with response streaming, small enough to run in a test.
 * <p>
 * The local tools of AWS buffer a response before they pass it on, so they can't show that it streams. This stands in for
 * the parts around an execution environment: the {@linkplain io.github.helidonlmi.lambda.RuntimeApi Runtime API}, the
 * {@linkplain io.github.helidonlmi.lambda.ExtensionsApi Extensions API} and a
 * {@linkplain io.github.helidonlmi.lambda.FunctionUrl function URL}. What it
 * {@linkplain io.github.helidonlmi.lambda.ExecutionEnvironment starts} is real: the built function and AWS's own adapter.
 */
package io.github.helidonlmi.lambda;
