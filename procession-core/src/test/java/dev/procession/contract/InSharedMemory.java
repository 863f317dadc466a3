package dev.procession.contract;

import dev.procession.sync.ProcessLock;
import dev.procession.sync.ProcessReadWriteLock;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;

/** All contracts, for the objects of shared memory. */
interface InSharedMemory
        extends LockContract,
                ConditionContract,
                ReadWriteLockContract,
                EventContract,
                SemaphoreContract,
                LatchContract,
                BarrierContract {

    @Override
    default Subject<Lock> newLock() {
        return new Subject<>(ProcessLock.create());
    }

    @Override
    default Subject<Lock> newNonReentrantLock() {
        return new Subject<>(ProcessLock.createNonReentrant("once"));
    }

    @Override
    default Subject<ReadWriteLock> newReadWriteLock() {
        return new Subject<>(ProcessReadWriteLock.create("pair"));
    }
}
