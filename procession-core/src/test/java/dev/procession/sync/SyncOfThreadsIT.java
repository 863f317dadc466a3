package dev.procession.sync;

/** Row S1: shared objects between threads of one JVM. */
class SyncOfThreadsIT implements EventContract, SemaphoreContract, LatchContract, BarrierContract {

    @Override
    public Parties parties() {
        return Parties.threads(Thread.ofPlatform());
    }
}
