package dev.procession.contract;

import dev.procession.TaskRunnable;
import dev.procession.manager.ManagedArray;
import dev.procession.manager.ManagedList;
import dev.procession.manager.ManagedValue;
import dev.procession.manager.ProcessManager;
import dev.procession.manager.RemoteUnaryOperator;
import java.io.Serializable;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.locks.Lock;
import java.util.stream.LongStream;

/**
 * The contracts for the objects of a manager. Left out are those of what a manager does not have:
 * read-write locks, latches, and memory.
 *
 * <p>Left out besides: {@link NumberContract} and {@link ArrayContract}, which are about types of
 * numbers, about sums without a lock and about slices, where a manager has one value and one array
 * for all types and an update by any function; what they have in common is in {@link
 * ValueContract}. And {@link ListContract}, which is about places of fixed size; what a list in a
 * manager does beyond {@link RowContract} is asked for by Guava's suites.
 */
interface InAManager extends InAnyPlace {

    /** Which one. */
    ProcessManager manager();

    @Override
    default Subject<Lock> newLock() {
        return new Subject<>(manager().reentrantLock());
    }

    @Override
    default Subject<Lock> newNonReentrantLock() {
        return new Subject<>(manager().lock());
    }

    @Override
    default Subject<Semaphore> newSemaphore(int permits) throws Exception {
        return Alike.as(Semaphore.class, manager().semaphore(permits));
    }

    @Override
    default Subject<Semaphore> newBoundedSemaphore(int permits) throws Exception {
        return Alike.as(Semaphore.class, manager().boundedSemaphore(permits));
    }

    @Override
    default Subject<Event> newEvent() throws Exception {
        return Alike.as(Event.class, manager().event());
    }

    @Override
    default Subject<Barrier> newBarrier(int parties) throws Exception {
        return Alike.as(Barrier.class, manager().barrier(parties));
    }

    @Override
    default Subject<Barrier> newBarrier(int parties, TaskRunnable action) throws Exception {
        return Alike.as(Barrier.class, manager().barrier(parties, action));
    }

    @Override
    default <E> Subject<BlockingQueue<E>> newQueue(int capacity) {
        return new Subject<>(manager().queue(capacity));
    }

    @Override
    default <E> Subject<BlockingQueue<E>> newUnboundedQueue() {
        return new Subject<>(manager().queue());
    }

    @Override
    @SuppressWarnings("unchecked") // of the same elements
    default <E> Subject<Joinable<E>> newJoinableQueue(int capacity) throws Exception {
        return (Subject<Joinable<E>>)
                (Subject<?>) Alike.as(Joinable.class, manager().joinableQueue(capacity));
    }

    @Override
    default Subject<Values> newValue(long initial) {
        return new Subject<>(new One(manager().value(initial)));
    }

    @Override
    default Subject<Values> newValues(long... initial) {
        return new Subject<>(new Many(manager().array(LongStream.of(initial).boxed().toList())));
    }

    @Override
    default Subject<Row> newRow(List<?> elements) throws Exception {
        ManagedList<Object> list = manager().list();
        list.addAll(elements);
        return Alike.as(Row.class, list, ManagedList.class);
    }

    /** A value. */
    record One(ManagedValue<Long> it) implements Values, Serializable {

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
            return it.updateAndGet(operator);
        }
    }

    /** An array. */
    record Many(ManagedArray<Long> it) implements Values, Serializable {

        @Override
        public int length() {
            return it.length();
        }

        @Override
        public long get(int index) {
            return it.get(index);
        }

        @Override
        public void set(int index, long value) {
            it.set(index, value);
        }

        @Override
        public boolean compareAndSet(int index, long expected, long value) {
            return it.compareAndSet(index, expected, value);
        }

        @Override
        public long updateAndGet(int index, RemoteUnaryOperator<Long> operator) {
            return it.updateAndGet(index, operator);
        }
    }
}
