package dev.procession.examples;

import dev.procession.ManagerUnavailableException;
import dev.procession.manager.ManagedQueue;
import dev.procession.manager.ProcessManager;
import dev.procession.process.JavaProcess;
import dev.procession.sync.ProcessEvent;
import java.util.concurrent.Callable;

/**
 * A manager is killed by SIGKILL while a process waits in its queue. Everybody is told, and soon:
 * who waits, who asks later, and who wants something new of it. In Python that is an {@code
 * EOFError} or a broken pipe, which says nothing of the manager.
 */
public final class ManagerKilled {

    private ManagerKilled() {}

    private static void call(String what, Callable<?> call) throws Exception {
        try {
            System.out.println(what + " is given " + call.call());
        } catch (ManagerUnavailableException gone) {
            System.out.println(what + " is told: " + gone.getMessage());
        }
    }

    private static void consume(ManagedQueue<String> jobs, ProcessEvent hasBegun) throws Exception {
        call("the consumer", jobs::take);
        hasBegun.set();
        call("the consumer", jobs::take);
    }

    /**
     * Runs the program.
     *
     * @throws Exception if interrupted while it waits
     */
    public static void main() throws Exception {
        try (var manager = ProcessManager.start();
                var hasBegun = ProcessEvent.create()) {
            ManagedQueue<String> jobs = manager.queue();
            jobs.put("a job");
            try (var consumer = JavaProcess.start(ManagerKilled::consume, jobs, hasBegun)) {
                hasBegun.await();
                ProcessHandle.of(manager.pid()).orElseThrow().destroyForcibly();
                consumer.join();
                System.out.println("the consumer " + consumer.exitStatus());
            }
            call("a later call", jobs::size);
            call("one that wants a map", manager::map);
        }
    }
}
