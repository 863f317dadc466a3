package dev.procession.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.pool.ProcessPool;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Row M1: lists in a manager. */
class ManagedListIT {

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

    private static ManagedList<Integer> listOf(List<Integer> elements) {
        ManagedList<Integer> list = manager.list();
        list.addAll(elements);
        return list;
    }

    @Test
    void M1_list_isAppendedToByAllProcesses() {
        try (var pool = ProcessPool.of(3)) {
            ManagedList<Integer> list = manager.list();
            pool.map(list::add, range(0, 60));
            assertThat(list).containsExactlyInAnyOrderElementsOf(range(0, 60));
        }
    }

    @Test
    void M1_list_isTheJdks() {
        ManagedList<Integer> list = listOf(Arrays.asList(3, null, 1, 2, 1));
        assertThat(list.indexOf(1)).isEqualTo(2);
        assertThat(list.lastIndexOf(1)).isEqualTo(4);
        assertThat(list.contains(null)).isTrue();
        assertThat(list.remove(1)).isNull();
        assertThat(list.remove((Object) 3)).isTrue();
        assertThat(list.set(0, 7)).isEqualTo(1);
        list.add(1, 8);
        assertThat(list).isEqualTo(List.of(7, 8, 2, 1)).hasToString("[7, 8, 2, 1]");
        list.subList(1, 3).clear();
        assertThat(list.toArray(new Integer[0])).containsExactly(7, 1);
        assertThatThrownBy(() -> list.get(2))
                .isExactlyInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("Index 2 out of bounds for length 2");
        assertThat(list.retainAll(List.of(1))).isTrue();
        assertThat(list).containsExactly(1);
    }

    @Test
    void M3_functions_runInTheManager_orHere() {
        ManagedList<Integer> list = listOf(range(0, 10));
        assertThat(list.removeIf(each -> each % 2 == 0)).isTrue();
        list.replaceAll(each -> each * 10);
        list.sort(Comparator.reverseOrder());
        assertThat(list).containsExactly(90, 70, 50, 30, 10);
        var runs = new AtomicInteger();
        UnaryOperator<Integer> plain =
                each -> {
                    if (runs.getAndIncrement() == 0) {
                        list.add(-1);
                    }
                    return each + 1;
                };
        list.replaceAll(plain);
        assertThat(list).containsExactly(91, 71, 51, 31, 11, 0);
        assertThat(runs).as("again, with what came meanwhile").hasValue(5 + 6);
        Comparator<Integer> notShipped = (a, b) -> runs.get() + a - b - runs.get();
        list.sort(notShipped);
        assertThat(list).containsExactly(0, 11, 31, 51, 71, 91);
    }

    @Test
    void M3_functionThatThrows_changesNothing() {
        ManagedList<Integer> list = listOf(List.of(1, 0));
        assertThatThrownBy(() -> list.replaceAll(each -> 1 / each))
                .isExactlyInstanceOf(ArithmeticException.class);
        assertThat(list).containsExactly(1, 0);
    }

    @Test
    void M1_list_ofManyPages_isGoneThrough_inBothDirections() {
        List<Integer> many = range(0, 2 * Page.MOST + 500);
        ManagedList<Integer> list = listOf(many);
        assertThat(new ArrayList<>(list)).isEqualTo(many);
        List<Integer> seen = new ArrayList<>();
        list.iterator().forEachRemaining(seen::add);
        assertThat(seen).isEqualTo(many);
        List<Integer> back = new ArrayList<>();
        var iterator = list.listIterator(many.size());
        while (iterator.hasPrevious()) {
            back.add(iterator.previous());
        }
        Collections.reverse(back);
        assertThat(back).isEqualTo(many);
    }

    @Test
    void M1_iterator_changesNothing_onceOthersHaveMovedElements() {
        ManagedList<Integer> list = listOf(List.of(1, 2, 3));
        var iterator = list.listIterator();
        iterator.next();
        iterator.remove();
        iterator.add(9);
        iterator.next();
        iterator.set(8);
        assertThat(list).containsExactly(9, 8, 3);
        list.addFirst(0);
        assertThatThrownBy(iterator::remove)
                .isExactlyInstanceOf(ConcurrentModificationException.class)
                .hasMessageEndingWith("nothing was changed by it");
        assertThat(list).containsExactly(0, 9, 8, 3);
    }
}
