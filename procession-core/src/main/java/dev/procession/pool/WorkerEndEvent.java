package dev.procession.pool;

import dev.procession.WorkerDiedException;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** What a recording has of an end; see {@link Flight} for who may touch this class. */
@Name("dev.procession.WorkerEnd")
@Label("Worker End")
@Category("Procession")
@Description("A worker process of a pool has ended, in good order or not")
@StackTrace(false)
@SuppressWarnings("UnusedVariable") // By the recorder.
final class WorkerEndEvent extends Event {

    @Label("Pool")
    private final String pool;

    @Label("Worker")
    private final String worker;

    @Label("Worker Process")
    private final long pid;

    @Label("Exit Status")
    private final String exitStatus;

    @Label("Cause")
    @Description("Why it has ended, as far as can be told")
    private final String cause;

    @Label("Life Time")
    @Timespan
    private final long lifeTime;

    @Label("Tasks Done")
    private final long tasksDone;

    private WorkerEndEvent(String pool, Worker worker, WorkerDiedException.Death death) {
        this.pool = pool;
        this.worker = death.worker();
        this.pid = death.pid();
        this.exitStatus = death.exitStatus().toString();
        this.cause = death.likelyCause();
        this.lifeTime = worker.tenure().ageNanos();
        this.tasksDone = worker.tasksDone();
    }

    /** Writes one. */
    static void write(String pool, Worker worker, WorkerDiedException.Death death) {
        new WorkerEndEvent(pool, worker, death).commit();
    }
}
