package dev.procession.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.RemoteException;
import dev.procession.pool.ProcessPool;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Row M1: values, arrays, sets, namespaces and objects of one's own in a manager. */
class ManagedObjectsIT {

    private static ProcessManager manager;

    @BeforeAll
    static void start() {
        manager = ProcessManager.start();
    }

    @AfterAll
    static void close() {
        manager.close();
    }

    private static List<Integer> range(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }

    @Test
    void M1_value_isUpdatedAtomically() {
        try (var pool = ProcessPool.of(3)) {
            ManagedValue<Integer> value = manager.value(0);
            pool.map(i -> value.updateAndGet(old -> old + i), range(0, 100));
            assertThat(value.get()).isEqualTo(4950);
            assertThat(value.getAndUpdate(old -> null)).isEqualTo(4950);
            assertThat(value.compareAndSet(null, 1)).isTrue();
            assertThat(value.compareAndSet(null, 2)).isFalse();
            assertThat(value.getAndSet(5)).isEqualTo(1);
            value.set(6);
            assertThat(value.get()).isEqualTo(6);
            assertThat(value).hasToString("ManagedValue[of " + manager.name() + "]");
        }
    }

    @Test
    void M1_array_keepsItsLength() {
        ManagedArray<String> array = manager.array(Arrays.asList("a", null, "c"));
        array.set(1, "b");
        assertThat(array.getAndSet(2, "d")).isEqualTo("c");
        assertThat(array.updateAndGet(0, old -> old + old)).isEqualTo("aa");
        assertThat(array.getAndUpdate(0, old -> "e")).isEqualTo("aa");
        assertThat(array.compareAndSet(0, "x", "y")).isFalse();
        assertThat(array.toList()).containsExactly("e", "b", "d");
        assertThat(array.length()).isEqualTo(3);
        assertThatThrownBy(() -> array.get(3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> array.setAll(List.of("a")))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("an array keeps its length: length=3, given=1");
        array.setAll(List.of("x", "y", "z"));
        assertThat(array.get(2)).isEqualTo("z");
    }

    @Test
    void M1_set_isTheJdks_andTellsWhoWasFirst() {
        try (var pool = ProcessPool.of(3)) {
            ManagedSet<Integer> set = manager.set();
            List<Boolean> first = pool.map(i -> set.add(i / 2), range(0, 40));
            assertThat(first.stream().filter(each -> each)).hasSize(20);
            assertThat(set).containsExactlyInAnyOrderElementsOf(range(0, 20));
            assertThat(set.addAll(List.of(19, 20))).isTrue();
            assertThat(set.addAll(List.of(19, 20))).isFalse();
            assertThat(set.retainAll(List.of(20, 21))).isTrue();
            assertThat(set.remove(20)).isTrue();
            assertThat(set.contains(20)).isFalse();
            assertThat(set).isEmpty();
        }
    }

    @Test
    void M1_deque_isTheJdks() {
        try (var pool = ProcessPool.of(2)) {
            ManagedDeque<Integer> deque = manager.deque();
            pool.map(deque::offerFirst, range(0, 20));
            assertThat(deque).containsExactlyInAnyOrderElementsOf(range(0, 20));
            deque.clear();
            deque.addLast(2);
            deque.push(1);
            deque.addAll(List.of(3, 1));
            assertThat(deque.removeLastOccurrence(1)).isTrue();
            assertThat(deque).containsExactly(1, 2, 3).hasToString("[1, 2, 3]");
            assertThat(deque.descendingIterator()).toIterable().containsExactly(3, 2, 1);
            assertThat(deque.pollLast()).isEqualTo(3);
            assertThat(deque.peekLast()).isEqualTo(2);
            assertThat(deque.pop()).isEqualTo(1);
            assertThat(deque.getFirst()).isEqualTo(2);
            deque.clear();
            assertThatThrownBy(deque::removeLast)
                    .isInstanceOf(NoSuchElementException.class)
                    .hasMessage("the deque is empty");
        }
    }

    @Test
    void M1_namespace_hasValuesOfAnyType() {
        ManagedNamespace shared = manager.namespace();
        shared.set("title", "report");
        shared.set("pages", List.of(1, 2));
        assertThat(shared.get("title", String.class)).isEqualTo("report");
        assertThat(shared.names()).containsExactly("title", "pages");
        assertThat(shared.update("title", (name, value) -> value + "s")).isEqualTo("reports");
        assertThat(shared.remove("pages")).isTrue();
        assertThat(shared.has("pages")).isFalse();
        assertThatThrownBy(() -> shared.get("pages", List.class))
                .isInstanceOf(NoSuchElementException.class)
                .hasMessage("nothing was set by this name: name=pages");
    }

    /** An object of a user's. */
    interface Counter {
        long next();

        default long afterNext() {
            return next() + 1;
        }

        void fail(String how) throws IOException;
    }

    /** What users would not call. */
    static final class AtomicCounter implements Counter {
        private final AtomicLong last = new AtomicLong();

        @Override
        public long next() {
            return last.incrementAndGet();
        }

        @Override
        public void fail(String how) throws IOException {
            switch (how) {
                case "checked" -> throw new IOException("it failed");
                case "own" -> throw new OwnFailure("it failed");
                default -> throw new Unserializable();
            }
        }
    }

    /** A failure that travels. */
    static final class OwnFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        OwnFailure(String message) {
            super(message);
        }
    }

    /** A failure that does not. */
    @SuppressWarnings("serial")
    static final class Unserializable extends RuntimeException {
        private final Object socket = new Object();

        @Override
        public String getMessage() {
            return "with " + socket.getClass().getSimpleName();
        }
    }

    @Test
    void M1_ownInterface_isCalledByAllProcesses() {
        try (var pool = ProcessPool.of(3)) {
            Counter counter = manager.register(Counter.class, AtomicCounter::new);
            List<Long> numbers = pool.map(i -> counter.next(), range(0, 60));
            assertThat(numbers).doesNotHaveDuplicates().hasSize(60);
            assertThat(counter.afterNext()).isEqualTo(62);
            Counter other = manager.register(Counter.class, AtomicCounter::new);
            assertThat(other).isNotEqualTo(counter).isEqualTo(other);
            assertThat(counter).hasToString("Counter[of " + manager.name() + "]");
        }
    }

    @Test
    void M1_exceptions_comeWithBothStacks() {
        Counter counter = manager.register(Counter.class, AtomicCounter::new);
        assertThatThrownBy(() -> counter.fail("checked"))
                .isExactlyInstanceOf(IOException.class)
                .hasMessage("it failed")
                .hasStackTraceContaining("M1_exceptions_comeWithBothStacks")
                .cause()
                .isExactlyInstanceOf(IOException.class)
                .hasStackTraceContaining("AtomicCounter.fail");
        assertThatThrownBy(() -> counter.fail("own"))
                .isExactlyInstanceOf(OwnFailure.class)
                .hasStackTraceContaining("AtomicCounter.fail")
                .hasStackTraceContaining("M1_exceptions_comeWithBothStacks");
        assertThatThrownBy(() -> counter.fail("unserializable"))
                .isExactlyInstanceOf(RemoteException.class)
                .hasMessageContaining("with Object")
                .hasStackTraceContaining("AtomicCounter.fail")
                .hasStackTraceContaining("M1_exceptions_comeWithBothStacks");
    }

    @Test
    void M1_classesAndWrongObjects_areRefused() {
        assertThatThrownBy(() -> manager.register(AtomicCounter.class, AtomicCounter::new))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("what is exported must be an interface");
        assertThatThrownBy(() -> manager.register(Counter.class, () -> null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("the supplier has returned null");
    }

    @Test
    @SuppressWarnings("unchecked")
    void M2_handles_ofAllKinds_travelAndNest() {
        try (var pool = ProcessPool.of(1)) {
            ManagedList<Object> all = manager.list();
            ManagedMap<String, Integer> map = manager.map();
            all.addAll(
                    List.of(
                            map,
                            manager.<String>list(),
                            manager.<String>set(),
                            manager.namespace(),
                            manager.value("v"),
                            manager.array(List.of(1)),
                            manager.register(Counter.class, AtomicCounter::new)));
            pool.apply(
                    nested -> {
                        ((ManagedMap<String, Integer>) nested.get(0)).put("a", 1);
                        ((ManagedNamespace) nested.get(3)).set("b", 2);
                        return ((Counter) nested.get(6)).next();
                    },
                    all);
            assertThat(map).containsEntry("a", 1);
            assertThat(((ManagedNamespace) all.get(3)).get("b", Integer.class)).isEqualTo(2);
            assertThat(((Counter) all.get(6)).next()).isEqualTo(2);
            assertThat(all.get(4)).isEqualTo(all.get(4)).isNotEqualTo(manager.value("v"));
        }
    }

    @Test
    void M2_functions_mayHoldHandles() {
        ManagedMap<String, ManagedList<Integer>> lists = manager.map();
        ManagedList<Integer> first = manager.list();
        lists.computeIfAbsent("a", key -> first);
        lists.computeIfPresent(
                "a",
                (key, list) -> {
                    list.add(7);
                    return list;
                });
        assertThat(first).containsExactly(7);
    }
}
