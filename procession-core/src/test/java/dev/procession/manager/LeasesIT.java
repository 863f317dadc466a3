package dev.procession.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.process.JavaProcess;
import dev.procession.queue.ProcessQueue;
import dev.procession.testing.Await;
import java.lang.reflect.Proxy;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Row M2 and attack SEC9: who may call an object, and for how long it is kept. */
class LeasesIT {

    private static final Duration LONG = Await.scaled(Duration.ofSeconds(30));

    @Test
    void M2_unreachableHandle_freesItsObject() {
        try (var manager = ProcessManager.start()) {
            ManagedMap<String, Integer> kept = manager.map();
            dropOne(manager);
            Await.until(
                    "the other is freed",
                    () -> {
                        System.gc();
                        return manager.objectCount() == 1;
                    });
            assertThat(kept).isEmpty();
        }
    }

    private static void dropOne(ProcessManager manager) {
        ManagedMap<String, Integer> dropped = manager.map();
        dropped.put("a", 1);
        assertThat(manager.objectCount()).isEqualTo(2);
    }

    @Test
    void M2_handleInAQueue_keepsTheObject_whenItsSenderIsKilled() throws Exception {
        try (var manager = ProcessManager.start();
                var queue = ProcessQueue.<ManagedList<String>>bounded(1)) {
            ManagedMap<String, ManagedList<String>> lists = manager.map();
            Maker maker = manager.register(Maker.class, OwnMaker::new);
            lists.put("a", manager.list());
            try (var sender =
                    JavaProcess.start(() -> {
                        ManagedList<String> list = lists.get("a");
                        list.add("from who is dead");
                        lists.clear();
                        queue.put(list);
                        Runtime.getRuntime().halt(9);
                    })) {
                sender.join();
            }
            maker.collect();
            ManagedList<String> received = queue.poll(LONG);
            assertThat(received).containsExactly("from who is dead");
        }
    }

    /** An object that does things in the manager. */
    interface Maker {
        void collect();
    }

    /** What users would write. */
    static final class OwnMaker implements Maker {
        @Override
        public void collect() {
            System.gc();
        }

        /** In the class, but not in the interface. */
        public void secret() {
            throw new AssertionError("it was not exported");
        }
    }

    private static void call(Object handle, ObjectId id, Class<?> type, String method)
            throws Throwable {
        Stub stub = (Stub) Proxy.getInvocationHandler(handle);
        Operation operation = new Operation(type.getMethod(method));
        Ways.to(stub.address()).call(id, operation, new Object[0]);
    }

    @Test
    void SEC9_whatIsNotExported_isRefused() {
        try (var manager = ProcessManager.start()) {
            Maker maker = manager.register(Maker.class, OwnMaker::new);
            ObjectId id = ((Stub) Proxy.getInvocationHandler(maker)).id();
            for (String each : new String[] {"getClass", "hashCode", "notify", "toString"}) {
                assertThatThrownBy(() -> call(maker, id, Object.class, each))
                        .isExactlyInstanceOf(UnsupportedOperationException.class)
                        .hasMessage(
                                "only methods of the exported interface can be called: interface="
                                        + Maker.class.getName());
            }
            assertThatThrownBy(() -> call(maker, id, OwnMaker.class, "secret"))
                    .isExactlyInstanceOf(UnsupportedOperationException.class);
            assertThatThrownBy(() -> call(maker, id, EventOps.class, "set"))
                    .isExactlyInstanceOf(UnsupportedOperationException.class);
            maker.collect();
        }
    }

    @Test
    void SEC9_objectThatIsNotThere_isRefused() {
        try (var manager = ProcessManager.start();
                var other = ProcessManager.start()) {
            Maker maker = manager.register(Maker.class, OwnMaker::new);
            Maker foreign = other.register(Maker.class, OwnMaker::new);
            ObjectId foreignId = ((Stub) Proxy.getInvocationHandler(foreign)).id();
            String message =
                    "the object is not there: nobody had a handle on it any more, or it is of"
                            + " another manager";
            assertThatThrownBy(() -> call(maker, foreignId, Maker.class, "collect"))
                    .isExactlyInstanceOf(IllegalStateException.class)
                    .hasMessage(message);
            assertThatThrownBy(() -> call(maker, ObjectId.random(), Maker.class, "collect"))
                    .isExactlyInstanceOf(IllegalStateException.class)
                    .hasMessage(message);
        }
    }
}
