package dev.procession;

import org.jspecify.annotations.Nullable;

/**
 * The root of the exceptions that only multi-process work has.
 *
 * <p>The list is closed. What the JDK has a type for uses that type: the caller's mistakes ({@link
 * IllegalArgumentException}, {@link IllegalStateException}), waiting ({@link InterruptedException},
 * {@link java.util.concurrent.TimeoutException}, {@link
 * java.util.concurrent.CancellationException}), a refusing pool ({@link
 * java.util.concurrent.RejectedExecutionException}) and a failing operating system ({@link
 * java.io.IOException}).
 *
 * <table class="striped">
 * <caption>Who is at fault, and whether another try may help</caption>
 * <thead><tr><th>type</th><th>retry?</th><th>whose fault?</th></tr></thead>
 * <tbody>
 * <tr><td>{@link WorkerDiedException}</td><td>perhaps, limited</td><td>the task, or whoever killed it</td></tr>
 * <tr><td>{@link TaskTimeoutException}</td><td>perhaps, limited</td><td>the task</td></tr>
 * <tr><td>{@link MemoryLimitException}</td><td>with a larger limit</td><td>the task</td></tr>
 * <tr><td>{@link RemoteException}</td><td>as the original's</td><td>the task</td></tr>
 * <tr><td>{@link CodecException}</td><td>no</td><td>the caller's or the task's value</td></tr>
 * <tr><td>{@link AttemptFailedException}</td><td>was tried</td><td>as its cause's</td></tr>
 * <tr><td>{@link OwnerDiedException}</td><td>once what the lock protects is repaired</td><td>whoever ended the owner</td></tr>
 * <tr><td>{@link ConsumerDiedException}</td><td>once the lost elements are put again</td><td>whoever ended the consumer</td></tr>
 * <tr><td>{@link DeadlockException}</td><td>after releasing what one holds</td><td>the order of locking</td></tr>
 * <tr><td>{@link QueueCompletedException}</td><td>no</td><td>nobody's: the stream has ended</td></tr>
 * <tr><td>{@link ManagerUnavailableException}</td><td>only if it was too busy</td><td>whoever ended or stopped the manager</td></tr>
 * <tr><td>{@link CommandFailedException}</td><td>perhaps, limited</td><td>the outside command, or its caller</td></tr>
 * <tr><td>{@link CommandTimeoutException}</td><td>perhaps, limited</td><td>the outside command</td></tr>
 * <tr><td>{@link CommandOutputException}</td><td>with a larger limit</td><td>the outside command</td></tr>
 * <tr><td>{@link DaemonRunningException}</td><td>once it has stopped</td><td>nobody's: it runs already</td></tr>
 * <tr><td>{@link DaemonStartException}</td><td>perhaps, limited</td><td>the daemon's body</td></tr>
 * <tr><td>{@link AuthenticationException}</td><td>no</td><td>the peer</td></tr>
 * </tbody>
 * </table>
 *
 * @since 0.1
 */
public abstract sealed class MultiprocessingException extends RuntimeException
        permits WorkerDiedException,
                ConsumerDiedException,
                TaskTimeoutException,
                MemoryLimitException,
                RemoteException,
                CodecException,
                AttemptFailedException,
                OwnerDiedException,
                DeadlockException,
                QueueCompletedException,
                ManagerUnavailableException,
                CommandException,
                DaemonRunningException,
                DaemonStartException,
                AuthenticationException {

    private static final long serialVersionUID = 1L;

    MultiprocessingException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
