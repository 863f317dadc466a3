package dev.procession;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A task ran longer than its time limit and was stopped.
 *
 * <p>Not the same as {@link java.util.concurrent.TimeoutException}, which says that a caller waited
 * long enough: after this exception the task runs no more. Its cause, if the worker told where the
 * task was, has that as its stack trace.
 *
 * @since 0.1
 */
public final class TaskTimeoutException extends MultiprocessingException {

    private static final long serialVersionUID = 1L;

    /** How long the task was allowed to run. */
    private final Duration limit;

    /** The frames where the task was, innermost first. */
    private final StackTraceElement[] workerStack;

    /**
     * Creates an exception.
     *
     * @param context which pool, worker and task
     * @param limit how long the task was allowed to run
     * @param workerStack where the task was, innermost frame first; empty if the worker did not
     *     tell
     * @param whyNoStack why there is no stack, or null if there is one
     */
    public TaskTimeoutException(
            String context,
            Duration limit,
            List<StackTraceElement> workerStack,
            @Nullable String whyNoStack) {
        super(
                describe(context, limit, workerStack, whyNoStack),
                workerStack.isEmpty() ? null : new WorkerStack(workerStack));
        this.limit = limit;
        this.workerStack = workerStack.toArray(StackTraceElement[]::new);
    }

    /** The cause, so that whoever prints the exception sees where the task was. */
    private static final class WorkerStack extends Exception {
        private static final long serialVersionUID = 1L;

        WorkerStack(List<StackTraceElement> frames) {
            super("the task was here when its time was up", null, false, true);
            setStackTrace(frames.toArray(StackTraceElement[]::new));
        }

        /** Not recorded here: the frames are the worker's. */
        @Override
        public Throwable fillInStackTrace() {
            return this;
        }
    }

    private static String describe(
            String context,
            Duration limit,
            List<StackTraceElement> stack,
            @Nullable String whyNoStack) {
        StringBuilder text = new StringBuilder(context);
        text.append(" exceeded its time limit: limit=").append(limit.toMillis()).append(" ms");
        if (!stack.isEmpty()) {
            text.append("; it was at ").append(stack.getFirst());
        } else if (whyNoStack != null) {
            text.append("; no stack: ").append(whyNoStack);
        }
        return text.toString();
    }

    /**
     * Returns how long the task was allowed to run.
     *
     * @return the limit
     */
    public Duration limit() {
        return limit;
    }

    /**
     * Returns where the task was when its time was up.
     *
     * @return the worker's frames, innermost first; empty if the worker did not tell (the message
     *     says why)
     */
    public List<StackTraceElement> workerStack() {
        return List.of(workerStack);
    }
}
