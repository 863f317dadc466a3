package dev.procession.contract;

/** All contracts, for the objects of shared memory. */
interface InSharedMemory extends EventContract, SemaphoreContract, LatchContract, BarrierContract {}
