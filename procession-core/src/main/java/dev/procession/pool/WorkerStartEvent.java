package dev.procession.pool;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** What a recording has of a start; see {@link Flight} for who may touch this class. */
@Name("dev.procession.WorkerStart")
@Label("Worker Start")
@Category("Procession")
@Description(
        "A worker process of a pool has come up and has done its initializer. It lasts from the"
                + " start of the process until the pool has noticed that, which may be some"
                + " milliseconds later")
@StackTrace(false)
@SuppressWarnings("UnusedVariable") // By the recorder.
final class WorkerStartEvent extends Event {

    @Label("Pool")
    private final String pool;

    @Label("Worker")
    private final String worker;

    @Label("Worker Process")
    private long pid;

    private transient boolean isWritten;

    private WorkerStartEvent(String pool, String worker) {
        this.pool = pool;
        this.worker = worker;
    }

    /** Returns one for a worker whose process is about to be started; null if nobody records it. */
    static @Nullable WorkerStartEvent begun(String pool, String worker) {
        WorkerStartEvent event = new WorkerStartEvent(pool, worker);
        if (!event.isEnabled()) {
            return null;
        }
        event.begin();
        return event;
    }

    /** Writes it, once. */
    synchronized void write(long pidOfWorker) {
        if (!isWritten) {
            isWritten = true;
            pid = pidOfWorker;
            commit();
        }
    }
}
