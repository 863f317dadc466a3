package dev.procession.pool;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Throttle;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/** What a recording has of a task; see {@link Flight} for who may touch this class. */
@Name("dev.procession.Task")
@Label("Task")
@Category("Procession")
@Description(
        "A task of a process pool, or one input of a map, has its outcome. It begins when the task"
                + " is handed to the worker that ends it. Tasks that were submitted before the"
                + " recording are missing. At most 5000 a second, unless the setting throttle says"
                + " otherwise")
@StackTrace(false)
@Throttle("5000/s")
@SuppressWarnings("UnusedVariable") // By the recorder.
final class TaskEvent extends Event {

    @Label("Pool")
    private final String pool;

    @Label("Worker")
    @Description("The worker that had it last; none if it never left the pool")
    private @Nullable String worker;

    @Label("Worker Process")
    private long pid;

    @Label("Function")
    @Description("The method that was given to the pool, or the class of the task")
    private @Nullable String function;

    @Label("Queue Time")
    @Description("From its submission until it was first handed to a worker")
    @Timespan
    private long queueTime = -1;

    @Label("Run Time")
    @Description("How long its last attempt ran, by the worker's word")
    @Timespan
    private long runTime;

    @Label("Attempts")
    @Description("How many attempts came to an end of their own or of their worker's")
    private int attempts;

    @Label("Outcome")
    private @Nullable String outcome;

    private final transient long submittedNanos = System.nanoTime();

    private TaskEvent(String pool) {
        this.pool = pool;
    }

    /** Returns one for a task that is submitted; null if nobody records tasks. */
    static @Nullable TaskEvent of(String pool) {
        TaskEvent event = new TaskEvent(pool);
        return event.isEnabled() ? event : null;
    }

    /** Says that a worker has it. */
    void handedOver() {
        endQueueTime();
        begin();
    }

    private void endQueueTime() {
        if (queueTime < 0) {
            queueTime = System.nanoTime() - submittedNanos;
        }
    }

    /** Writes it. */
    void write(Work work, String how) {
        end();
        if (shouldCommit()) {
            endQueueTime();
            Worker last = work.worker();
            worker = last == null ? null : last.name();
            TaskRun run = work.run(0);
            pid = run.pid();
            function = work.functionName();
            runTime = run.duration().toNanos();
            attempts = run.attempts();
            outcome = how;
            commit();
        }
    }
}
