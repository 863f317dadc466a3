package dev.procession.benchmarks.chaos;

/** What can be put under load and harmed, by the names that users give. */
enum TargetKind {
    POOL {
        @Override
        Target make(Place place, Runnable stop) {
            return new PoolTarget(place, stop);
        }
    },
    QUEUE {
        @Override
        Target make(Place place, Runnable stop) {
            return new QueueTarget(place, stop);
        }
    },
    LOCK {
        @Override
        Target make(Place place, Runnable stop) {
            return new LockTarget(place);
        }
    },
    PIPE {
        @Override
        Target make(Place place, Runnable stop) {
            return new PipeTarget(place, stop);
        }
    },
    MANAGER {
        @Override
        Target make(Place place, Runnable stop) {
            return new ManagerTarget(place, stop);
        }
    };

    /**
     * Makes one.
     *
     * @param stop ends the run, as there is no sense in going on
     */
    abstract Target make(Place place, Runnable stop);
}
