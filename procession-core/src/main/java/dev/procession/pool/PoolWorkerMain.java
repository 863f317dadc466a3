package dev.procession.pool;

import dev.procession.codec.Codec;
import dev.procession.internal.channel.Bell;
import dev.procession.internal.channel.ControlClient;
import dev.procession.internal.channel.FifoBell;
import dev.procession.internal.channel.PollingBell;
import dev.procession.internal.channel.WorkerLane;
import dev.procession.internal.launch.ChildBoot;
import dev.procession.internal.launch.Self;
import java.io.File;
import java.io.IOException;

/**
 * The main class of a worker process. Until its first result is out it keeps to what a JVM has at
 * hand anyway; see {@link ChildBoot}.
 */
final class PoolWorkerMain {

    private PoolWorkerMain() {}

    /**
     * Runs tasks until this process is ended.
     *
     * @param arguments what the parent's command says
     * @throws IOException if the parent's files are gone
     */
    public static void main(String[] arguments) throws IOException {
        ChildBoot boot = ChildBoot.receive(arguments);
        WorkerOrders orders = WorkerOrders.decode(boot.payload());
        // Not by the command line, whose properties a child of this process would inherit.
        System.setProperty("procession.worker", Self.name());
        System.setProperty("procession.pool", orders.pool());
        WorkerLane lane =
                new WorkerLane(boot.path(), bell(orders.taskBell()), bell(orders.parentBell()));
        TaskLoop loop = new TaskLoop(lane, Codec.standard(), boot, orders.maxResultBytes());
        ControlClient control =
                new ControlClient(
                        bell(orders.controlBell()),
                        orders.controlSocket(),
                        orders.id(),
                        boot.secret(),
                        loop.thread());
        boot.atExit(new Leave(lane, control));
        boot.inBackground(control);
        loop.run();
    }

    /** Gets our threads out of system calls when the JVM shuts down. */
    private record Leave(WorkerLane lane, ControlClient control) implements Runnable {
        @Override
        public void run() {
            lane.leave();
            control.leave();
        }
    }

    private static Bell bell(String path) throws IOException {
        return path.isEmpty() ? new PollingBell() : new FifoBell(new File(path), false);
    }
}
