package dev.procession.sync;

/** Row S1: shared objects between virtual threads of one JVM. */
class SyncOfVirtualThreadsIT
        implements EventContract, SemaphoreContract, LatchContract, BarrierContract {

    @Override
    public Parties parties() {
        return Parties.threads(Thread.ofVirtual());
    }
}
