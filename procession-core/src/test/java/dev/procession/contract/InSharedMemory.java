package dev.procession.contract;

import dev.procession.queue.JoinableProcessQueue;
import dev.procession.queue.ProcessQueue;
import dev.procession.sync.ProcessLock;
import dev.procession.sync.ProcessReadWriteLock;
import java.util.concurrent.BlockingQueue;
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
                BarrierContract,
                QueueContract,
                JoinableQueueContract,
                NumberContract,
                ArrayContract,
                ListContract,
                MemoryContract {

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

    @Override
    default <E> Subject<BlockingQueue<E>> newQueue(int capacity) {
        return new Subject<>(ProcessQueue.bounded(capacity));
    }

    @Override
    default <E> Subject<BlockingQueue<E>> newUnboundedQueue() {
        return new Subject<>(ProcessQueue.unbounded());
    }

    @Override
    default <E> Subject<JoinableProcessQueue<E>> newJoinableQueue(int capacity) {
        return new Subject<>(JoinableProcessQueue.redelivering(capacity));
    }
}
