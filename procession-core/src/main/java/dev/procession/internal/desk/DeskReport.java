package dev.procession.internal.desk;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one JVM tells of itself, of the processes that it has started, and of its pools; out of date
 * as soon as it is told.
 *
 * @param pid the JVM's
 * @param name what it is called in its session
 * @param parent the pid of the JVM that has started it; 0 for the session's first
 * @param children the processes that it has started and that have not ended
 * @param pools its pools that have had a worker
 */
public record DeskReport(
        long pid, String name, long parent, List<Child> children, List<Pool> pools) {

    /** Longest text that is told. */
    private static final int MOST_TEXT = 200;

    private static final int VERSION = 1;
    private static final int MOST_ROWS = 100_000;

    /** What a process is for. */
    public enum Role {
        /** The first one of its session. */
        MAIN,
        /** Runs tasks of a pool. */
        WORKER,
        /** Runs one function. */
        PROCESS,
        /** Holds managed objects. */
        MANAGER
    }

    /** What a worker is about. */
    public enum State {
        /** It is no worker, or nobody knows. */
        UNKNOWN,
        /** Its JVM or its initializer has not come to an end yet. */
        STARTING,
        /** It waits for a task. */
        IDLE,
        /** It runs a task. */
        BUSY,
        /** It gets no further tasks. */
        LEAVING
    }

    /**
     * A process that the JVM has started.
     *
     * @param pid its id
     * @param name what it is called
     * @param role what it is for
     * @param pool the name of its pool; empty if it is no worker
     * @param state what it is about
     * @param task the task that it runs; empty if none is known
     * @param taskNanos for how long it has run that; 0 if it runs none
     * @param tasksDone how many it has done; −1 if it is no worker
     */
    public record Child(
            long pid,
            String name,
            Role role,
            String pool,
            State state,
            String task,
            long taskNanos,
            long tasksDone) {

        /** A process that runs no tasks. */
        public static Child of(long pid, String name, Role role) {
            return new Child(pid, name, role, "", State.UNKNOWN, "", 0, -1);
        }
    }

    /**
     * A pool.
     *
     * @param name what it is called
     * @param workers how many workers it has
     * @param busy how many of them have a task
     * @param waiting tasks for which no worker has room
     * @param done attempts at tasks that came to an end
     * @param lost workers that died or were killed
     */
    public record Pool(String name, int workers, int busy, int waiting, long done, long lost) {}

    /** Gathers what {@link Teller}s say; what is said later of the same process counts. */
    public static final class Builder {
        private final Map<Long, Child> children = new LinkedHashMap<>();
        private final List<Pool> pools = new ArrayList<>();

        Builder() {}

        /** Adds a process. */
        public void child(Child child) {
            Child known = children.get(child.pid());
            // A manager is a process that whoever started it knows more of.
            if (known == null || known.role() == Role.PROCESS) {
                children.put(child.pid(), child);
            }
        }

        /** Adds a pool. */
        public void pool(Pool pool) {
            pools.add(pool);
        }

        DeskReport build(long pid, String name, long parent) {
            return new DeskReport(pid, name, parent, List.copyOf(children.values()), pools);
        }
    }

    /** Copies the lists. */
    public DeskReport {
        children = List.copyOf(children);
        pools = List.copyOf(pools);
    }

    byte[] encode() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(VERSION);
        out.writeLong(pid);
        out.writeUTF(cut(name));
        out.writeLong(parent);
        out.writeInt(children.size());
        for (Child each : children) {
            out.writeLong(each.pid);
            out.writeUTF(cut(each.name));
            out.writeUTF(each.role.name());
            out.writeUTF(cut(each.pool));
            out.writeUTF(each.state.name());
            out.writeUTF(cut(each.task));
            out.writeLong(each.taskNanos);
            out.writeLong(each.tasksDone);
        }
        out.writeInt(pools.size());
        for (Pool each : pools) {
            out.writeUTF(cut(each.name));
            out.writeInt(each.workers);
            out.writeInt(each.busy);
            out.writeInt(each.waiting);
            out.writeLong(each.done);
            out.writeLong(each.lost);
        }
        return bytes.toByteArray();
    }

    private static String cut(String text) {
        return text.length() <= MOST_TEXT ? text : text.substring(0, MOST_TEXT - 1) + "…";
    }

    static DeskReport decode(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        int version = in.readInt();
        if (version != VERSION) {
            throw new IOException(
                    "it has another version of this library: its=" + version + ", ours=" + VERSION);
        }
        long pid = in.readLong();
        String name = in.readUTF();
        long parent = in.readLong();
        List<Child> children = new ArrayList<>();
        for (int left = rows(in); left > 0; left--) {
            children.add(child(in));
        }
        List<Pool> pools = new ArrayList<>();
        for (int left = rows(in); left > 0; left--) {
            pools.add(
                    new Pool(
                            in.readUTF(),
                            in.readInt(),
                            in.readInt(),
                            in.readInt(),
                            in.readLong(),
                            in.readLong()));
        }
        return new DeskReport(pid, name, parent, children, pools);
    }

    private static Child child(DataInputStream in) throws IOException {
        return new Child(
                in.readLong(),
                in.readUTF(),
                of(Role.class, in.readUTF()),
                in.readUTF(),
                of(State.class, in.readUTF()),
                in.readUTF(),
                in.readLong(),
                in.readLong());
    }

    private static <E extends Enum<E>> E of(Class<E> type, String name) throws IOException {
        try {
            return Enum.valueOf(type, name);
        } catch (IllegalArgumentException nonsense) {
            throw new IOException("there is no such value: name=" + name, nonsense);
        }
    }

    private static int rows(DataInputStream in) throws IOException {
        int rows = in.readInt();
        if (rows < 0 || rows > MOST_ROWS) {
            throw new IOException("impossible number of rows: rows=" + rows);
        }
        return rows;
    }
}
