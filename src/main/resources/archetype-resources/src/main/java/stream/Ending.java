package ${package}.stream;

import ${package}.stream.StreamEnd.Outcome;

import io.helidon.http.Status;

/**
 * Why a stream does not complete.
 *
 * @param outcome for the log and the metrics
 * @param problem for the client; null if it cannot be told
 * @param failure for the log; null if the outcome says it all
 */
record Ending(Outcome outcome, ProblemException problem, Throwable failure) {
    static Ending clientGone() {
        return new Ending(Outcome.CLIENT_GONE, null, null);
    }

    /** Of a stream that can tell its client no more. */
    static Ending cut(Throwable failure) {
        return new Ending(Outcome.FAILED, null, failure);
    }

    static Ending timedOut() {
        return new Ending(Outcome.TIMED_OUT,
                new ProblemException(Status.GATEWAY_TIMEOUT_504, "The stream has reached its time limit"), null);
    }

    static Ending stopped() {
        return new Ending(Outcome.FAILED, new ProblemException(Status.SERVICE_UNAVAILABLE_503, "The service is stopping"), null);
    }

    /** What the failure of a source means. */
    static Ending of(Throwable failure) {
        if (failure instanceof ProblemException problem) {
            return new Ending(problem.status().code() < 500 ? Outcome.REFUSED : Outcome.FAILED, problem, problem);
        }
        return new Ending(Outcome.FAILED,
                new ProblemException(Status.INTERNAL_SERVER_ERROR_500, "The stream has failed"), failure);
    }
}
