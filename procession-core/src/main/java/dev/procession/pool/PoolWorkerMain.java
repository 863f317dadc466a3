package dev.procession.pool;

import dev.procession.codec.Codec;
import dev.procession.internal.channel.Bell;
import dev.procession.internal.channel.FifoBell;
import dev.procession.internal.channel.PollingBell;
import dev.procession.internal.channel.WorkerLane;
import dev.procession.internal.launch.ChildBoot;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.File;
import java.io.IOException;

/**
 * The main class of a worker process. Until its first result is out it keeps to what a JVM has at hand
 * anyway; see {@link ChildBoot}.
 */
final class PoolWorkerMain {

    private PoolWorkerMain() {}

    /**
     * Runs tasks until this process is ended.
     *
     * @param arguments not used
     * @throws IOException if the parent's files are gone
     */
    public static void main(String[] arguments) throws IOException {
        ChildBoot boot = ChildBoot.receive();
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(boot.payload()));
        String taskBell = in.readUTF();
        String parentBell = in.readUTF();
        WorkerLane lane = new WorkerLane(boot.path(), bell(taskBell), bell(parentBell));
        new TaskLoop(lane, Codec.standard(), boot).run();
    }

    private static Bell bell(String path) throws IOException {
        return path.isEmpty() ? new PollingBell() : new FifoBell(new File(path));
    }
}
