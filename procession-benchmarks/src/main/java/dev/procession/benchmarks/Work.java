package dev.procession.benchmarks;

import dev.procession.TaskFunction;

/** What workers run. A class of its own, since a worker loads the class that holds its function. */
final class Work {

    private Work() {}

    static TaskFunction<Integer, Integer> following() {
        return x -> x + 1;
    }
}
