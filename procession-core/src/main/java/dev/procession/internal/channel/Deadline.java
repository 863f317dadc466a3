package dev.procession.internal.channel;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Closes a connection unless something is done with it in time: whoever reads or writes, however
 * slowly the other side goes on, meets a closed one then.
 */
public final class Deadline implements AutoCloseable {

    private final Closeable connection;
    private final Duration time;
    private final Thread thread;
    private final AtomicReference<State> state = new AtomicReference<>(State.RUNNING);

    private enum State {
        RUNNING,
        DONE,
        OVER
    }

    private Deadline(Closeable connection, Duration time) {
        this.connection = connection;
        this.time = time;
        this.thread = Thread.ofVirtual().name("procession-deadline").unstarted(this::run);
    }

    /**
     * Begins.
     *
     * @param connection closed when the time is over
     * @param time how long there is
     * @return to be closed when it is done
     */
    public static Deadline of(Closeable connection, Duration time) {
        Deadline deadline = new Deadline(connection, time);
        deadline.thread.start();
        return deadline;
    }

    private void run() {
        try {
            Thread.sleep(time);
            if (state.compareAndSet(State.RUNNING, State.OVER)) {
                connection.close();
            }
        } catch (InterruptedException inTime) {
            return;
        } catch (IOException failure) {
            System.getLogger("dev.procession")
                    .log(System.Logger.Level.DEBUG, "closing a slow connection", failure);
        }
    }

    /**
     * Tells whether the time was over before it was done.
     *
     * @return whether the connection is closed for that
     */
    public boolean isOver() {
        return state.get() == State.OVER;
    }

    /**
     * Says that it is done.
     *
     * @throws IOException if the time was over before
     */
    public void meet() throws IOException {
        close();
        if (isOver()) {
            throw new IOException("it was done too late: time=" + time);
        }
    }

    /**
     * Says that nothing more is done: the connection is not closed any more unless {@link #isOver}.
     */
    @Override
    public void close() {
        if (state.compareAndSet(State.RUNNING, State.DONE)) {
            thread.interrupt();
        }
    }
}
