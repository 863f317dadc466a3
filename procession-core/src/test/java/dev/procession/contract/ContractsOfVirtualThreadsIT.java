package dev.procession.contract;

/** Row S1: shared objects between virtual threads of one JVM. */
class ContractsOfVirtualThreadsIT implements InSharedMemory {

    @Override
    public Parties parties() {
        return Parties.threads(Thread.ofVirtual());
    }
}
