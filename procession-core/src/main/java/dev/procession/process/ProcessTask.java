package dev.procession.process;

import dev.procession.ProcessOptions;
import dev.procession.TaskAction;

/**
 * The subclass form of a process: extend it, keep the inputs in fields, override {@link #run}.
 *
 * {@snippet :
 * final class Factorial extends ProcessTask {
 *     private final int n;
 *     Factorial(int n) { this.n = n; }
 *     @Override public void run() { System.out.println(factorial(n)); }
 * }
 * try (var p = new Factorial(5).start()) { p.join(); }
 * }
 *
 * <p>The fields are copied to the child; changes on either side stay invisible to the other.
 *
 * @since 0.1
 */
public abstract class ProcessTask implements TaskAction {

    private static final long serialVersionUID = 1L;

    /** For subclasses. */
    protected ProcessTask() {}

    /** Does the work, in the child. */
    @Override
    public abstract void run() throws Exception;

    /**
     * Starts a process that runs this task.
     *
     * @return the running process
     * @throws dev.procession.CodecException if a field cannot be encoded
     * @throws java.io.UncheckedIOException if the system refuses to start a process
     */
    public final JavaProcess start() {
        return JavaProcess.start(this);
    }

    /**
     * Starts a process that runs this task.
     *
     * @param options how the process is started
     * @return the running process
     * @throws dev.procession.CodecException if a field cannot be encoded
     * @throws java.io.UncheckedIOException if the system refuses to start a process
     */
    public final JavaProcess start(ProcessOptions options) {
        return JavaProcess.start(options, this);
    }
}
