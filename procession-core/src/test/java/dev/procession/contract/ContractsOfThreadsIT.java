package dev.procession.contract;

/** Rows S1, S5, Q1 to Q6: shared objects between threads of one JVM. */
class ContractsOfThreadsIT implements InSharedMemory {

    @Override
    public Parties parties() {
        return Parties.threads(Thread.ofPlatform());
    }
}
