package dev.procession.examples;

import dev.procession.ProcessOptions;
import dev.procession.process.JavaProcess;
import java.util.stream.Stream;

/**
 * Three processes that run at the same time and have one name. That is allowed, for a name is there
 * for people; what tells processes apart is the pid.
 */
public final class ThreeWorkers {

    private ThreeWorkers() {}

    private static void work(int number) {
        var self = JavaProcess.current();
        System.out.println(self.name() + " " + self.pid() + " has job " + number);
    }

    /**
     * Runs the program.
     *
     * @throws InterruptedException if interrupted while they work
     */
    public static void main() throws InterruptedException {
        var named = ProcessOptions.defaults().withName("worker");
        var workers =
                Stream.of(1, 2, 3)
                        .map(number -> JavaProcess.start(named, ThreeWorkers::work, number))
                        .toList(); // all three are started before the first is waited for
        for (var worker : workers) {
            worker.join();
        }
        var pids = workers.stream().map(JavaProcess::pid).distinct().count();
        System.out.println("one name, " + pids + " pids");
    }
}
