package dev.procession;

import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A worker process died while it ran a task, or could not be started for it.
 *
 * <p>Exactly the task that was running gets this exception. Tasks that waited behind it are run by
 * other workers, and none is run twice unless retries were asked for. An {@code exit(0)} within a
 * task is a death, too.
 *
 * @since 0.1
 */
public final class WorkerDiedException extends MultiprocessingException {

    private static final long serialVersionUID = 1L;

    /** The facts of a death, kept together. */
    private final Death death;

    /**
     * What is known of a death.
     *
     * @param worker the name of the worker
     * @param pid the worker's process id; 0 if the process could not be started
     * @param exitStatus how the process ended
     * @param likelyCause the likely cause in words
     * @param lastErrorLines the last lines the worker wrote to its standard error
     * @param crashReport the path of the JVM's {@code hs_err} file, or null if it wrote none
     * @param problematicFrame the frame named by that file, or null
     */
    public record Death(
            String worker,
            long pid,
            ExitStatus exitStatus,
            String likelyCause,
            List<String> lastErrorLines,
            @Nullable String crashReport,
            @Nullable String problematicFrame)
            implements Serializable {

        /** Copies the lines. */
        public Death {
            lastErrorLines = List.copyOf(lastErrorLines);
        }
    }

    /**
     * Creates an exception.
     *
     * @param context which pool and which task, such as {@code [pool render] worker died while
     *     running task 17}
     * @param death what is known of the death
     */
    public WorkerDiedException(String context, Death death) {
        this(context, death, null);
    }

    /**
     * Creates an exception with a cause.
     *
     * @param context which pool and which task
     * @param death what is known of the death
     * @param cause what the worker's initializer threw, or null
     */
    public WorkerDiedException(String context, Death death, @Nullable Throwable cause) {
        super(describe(context, death), cause);
        this.death = death;
    }

    private static String describe(String context, Death death) {
        StringBuilder text = new StringBuilder(context);
        text.append(": pid=").append(death.pid());
        text.append(", status=").append(death.exitStatus());
        text.append("; ").append(death.likelyCause());
        if (death.problematicFrame() != null) {
            text.append("; problematic frame: ").append(death.problematicFrame());
        }
        if (death.crashReport() != null) {
            text.append("; crash report: ").append(death.crashReport());
        }
        if (!death.lastErrorLines().isEmpty()) {
            text.append("; last stderr: ");
            text.append(String.join(" | ", death.lastErrorLines()));
        }
        return text.toString();
    }

    /**
     * Returns what is known of the death.
     *
     * @return the facts
     */
    public Death death() {
        return death;
    }

    /**
     * Returns the process id of the dead worker.
     *
     * @return the pid, 0 if no process could be started
     */
    public long pid() {
        return death.pid();
    }

    /**
     * Returns how the process ended.
     *
     * @return the exit status
     */
    public ExitStatus exitStatus() {
        return death.exitStatus();
    }
}
