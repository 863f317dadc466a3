package dev.procession.contract;

import dev.procession.TaskRunnable;
import dev.procession.manager.RemoteUnaryOperator;
import dev.procession.memory.SharedList;
import dev.procession.memory.SharedLong;
import dev.procession.memory.SharedLongArray;
import dev.procession.queue.JoinableProcessQueue;
import dev.procession.queue.ProcessQueue;
import dev.procession.sync.ProcessBarrier;
import dev.procession.sync.ProcessEvent;
import dev.procession.sync.ProcessLock;
import dev.procession.sync.ProcessReadWriteLock;
import dev.procession.sync.ProcessSemaphore;
import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;

/** All contracts, for the objects of shared memory. */
interface InSharedMemory
        extends InAnyPlace,
                ReadWriteLockContract,
                LatchContract,
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
    default Subject<Semaphore> newSemaphore(int permits) throws Exception {
        return Alike.as(Semaphore.class, ProcessSemaphore.create(permits));
    }

    @Override
    default Subject<Semaphore> newBoundedSemaphore(int permits) throws Exception {
        return Alike.as(Semaphore.class, ProcessSemaphore.bounded(permits));
    }

    @Override
    default Subject<Event> newEvent() throws Exception {
        return Alike.as(Event.class, ProcessEvent.create());
    }

    @Override
    default Subject<Barrier> newBarrier(int parties) throws Exception {
        return Alike.as(Barrier.class, ProcessBarrier.create(parties));
    }

    @Override
    default Subject<Barrier> newBarrier(int parties, TaskRunnable action) throws Exception {
        return Alike.as(Barrier.class, ProcessBarrier.create(parties, action::run));
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
    @SuppressWarnings("unchecked") // of the same elements
    default <E> Subject<Joinable<E>> newJoinableQueue(int capacity) throws Exception {
        return (Subject<Joinable<E>>)
                (Subject<?>) Alike.as(Joinable.class, JoinableProcessQueue.redelivering(capacity));
    }

    @Override
    default Subject<Values> newValue(long initial) {
        SharedLong number = SharedLong.create(initial);
        return new Subject<>(new One(number), number);
    }

    @Override
    default Subject<Values> newValues(long... initial) {
        SharedLongArray array = SharedLongArray.copyOf(initial);
        return new Subject<>(new Many(array), array);
    }

    @Override
    default Subject<Row> newRow(List<?> elements) throws Exception {
        return Alike.as(Row.class, SharedList.copyOf(elements, 40));
    }

    /** A number. */
    record One(SharedLong it) implements Values, Serializable {

        @Override
        public int length() {
            return 1;
        }

        @Override
        public long get(int index) {
            return it.get();
        }

        @Override
        public void set(int index, long value) {
            it.set(value);
        }

        @Override
        public boolean compareAndSet(int index, long expected, long value) {
            return it.compareAndSet(expected, value);
        }

        @Override
        public long updateAndGet(int index, RemoteUnaryOperator<Long> operator) {
            return it.updateAndGet(operator::apply);
        }
    }

    /** An array, which has no update of its own. */
    record Many(SharedLongArray it) implements Values, Serializable {

        @Override
        public int length() {
            return Math.toIntExact(it.length());
        }

        @Override
        public long get(int index) {
            return it.getVolatile(index);
        }

        @Override
        public void set(int index, long value) {
            it.setVolatile(index, value);
        }

        @Override
        public boolean compareAndSet(int index, long expected, long value) {
            return it.compareAndSet(index, expected, value);
        }

        @Override
        public long updateAndGet(int index, RemoteUnaryOperator<Long> operator) {
            long before = get(index);
            long after = Objects.requireNonNull(operator.apply(before));
            while (!compareAndSet(index, before, after)) {
                before = get(index);
                after = Objects.requireNonNull(operator.apply(before));
            }
            return after;
        }
    }
}
