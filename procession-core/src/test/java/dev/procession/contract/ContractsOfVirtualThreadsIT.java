package dev.procession.contract;

/** Rows S1, S5, Q1 to Q6: shared objects between virtual threads of one JVM. */
class ContractsOfVirtualThreadsIT implements InSharedMemory {

    @Override
    public Parties parties() {
        return Parties.threads(Thread.ofVirtual());
    }
}
