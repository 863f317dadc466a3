package dev.procession.contract;

/** Row S1: shared objects between threads of one JVM. */
class ContractsOfThreadsIT implements InSharedMemory {

    @Override
    public Parties parties() {
        return Parties.threads(Thread.ofPlatform());
    }
}
