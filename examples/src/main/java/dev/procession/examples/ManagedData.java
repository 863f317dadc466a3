package dev.procession.examples;

import dev.procession.manager.ManagedArray;
import dev.procession.manager.ManagedDeque;
import dev.procession.manager.ManagedList;
import dev.procession.manager.ManagedMap;
import dev.procession.manager.ManagedNamespace;
import dev.procession.manager.ManagedSet;
import dev.procession.manager.ManagedValue;
import dev.procession.manager.ProcessManager;
import dev.procession.process.JavaProcess;
import java.io.Serializable;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Every kind of data that a manager has, once: a child writes, the parent reads. In the usual
 * program changes of an object that was got from the manager get lost: it is a copy. Put it back,
 * or give the manager an object of your own, whose methods run there.
 */
public final class ManagedData {

    private ManagedData() {}

    /** An interface of one's own. */
    public interface Tickets {
        /**
         * Draws the next one.
         *
         * @return its number
         */
        int draw();
    }

    private record Shelf(
            ManagedList<List<String>> list,
            ManagedMap<String, Integer> map,
            ManagedSet<String> set,
            ManagedDeque<String> deque,
            ManagedNamespace namespace,
            ManagedValue<String> value,
            ManagedArray<Integer> array,
            Tickets tickets)
            implements Serializable {

        void fill() {
            list.add(List.of("bun", "tea"));
            map.put("age", 40);
            set.addAll(List.of("red", "red"));
            deque.addFirst("first");
            namespace.set("language", "Java");
            value.updateAndGet(text -> text + " and new");
            array.set(1, 7);
            tickets.draw();
        }

        void show() {
            System.out.println("list " + list);
            System.out.println("map " + map);
            System.out.println("set " + set);
            System.out.println("deque " + deque);
            System.out.println("namespace " + namespace.get("language", String.class));
            System.out.println("value " + value.get());
            System.out.println("array " + array.toList());
            System.out.println("ticket " + tickets.draw());
        }
    }

    private static Tickets tickets() {
        var last = new AtomicInteger();
        return last::incrementAndGet;
    }

    /**
     * Runs the program.
     *
     * @throws InterruptedException if interrupted while the child runs
     */
    public static void main() throws InterruptedException {
        try (var manager = ProcessManager.start()) {
            var shelf =
                    new Shelf(
                            manager.list(),
                            manager.map(),
                            manager.set(),
                            manager.deque(),
                            manager.namespace(),
                            manager.value("old"),
                            manager.array(List.of(0, 0, 0)),
                            manager.register(Tickets.class, ManagedData::tickets));
            try (var child = JavaProcess.start(shelf::fill)) {
                child.join();
            }
            shelf.show();
        }
    }
}
