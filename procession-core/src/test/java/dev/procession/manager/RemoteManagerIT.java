package dev.procession.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.CodecException;
import dev.procession.ManagerUnavailableException;
import dev.procession.connection.AuthenticationKey;
import dev.procession.connection.ConnectionOptions;
import dev.procession.process.JavaProcess;
import dev.procession.testing.Await;
import dev.procession.testing.Canary;
import dev.procession.testing.Certificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Row M4: what a program sees of a manager that it has connected to. */
class RemoteManagerIT {

    private static final Duration LONG = Await.scaled(Duration.ofSeconds(30));

    private static Served served;
    private static ProcessManager manager;
    private static ConnectedManager connected;

    @BeforeAll
    static void connect() throws Exception {
        served = Served.by(Served.Way.TCP);
        manager = served.serve();
        connected = served.connect(manager);
    }

    @AfterAll
    static void close() throws Exception {
        connected.close();
        manager.close();
        served.close();
    }

    // ---- names -------------------------------------------------------------------------------

    @Test
    void M4_name_standsForOneObject_ofOneKind() throws Exception {
        ManagedName name = connected.named("M4_name");
        assertThat(name.forget()).isFalse();
        name.queue(3).put("a");
        assertThat(manager.named("M4_name").queue(3)).isEqualTo(manager.named("M4_name").queue(3));
        assertThat(manager.named("M4_name").queue(3).take()).isEqualTo("a");
        String there = "queue of capacity 3";
        assertRefused(name::map, there, "map");
        assertRefused(name::queue, there, "queue");
        assertRefused(() -> name.queue(4), there, "queue of capacity 4");
        assertRefused(() -> name.lifoQueue(3), there, "LIFO queue of capacity 3");
        assertRefused(name::set, there, "set");
        assertRefused(() -> name.find(Counter.class), there, Counter.class.getName());
        assertThat(connected.names()).contains("M4_name");
        assertThat(name.forget()).isTrue();
        assertThat(connected.names()).doesNotContain("M4_name");
        assertThat(name.map()).isEmpty();
        name.forget();
    }

    private static void assertRefused(
            org.assertj.core.api.ThrowableAssert.ThrowingCallable call,
            String there,
            String asked) {
        assertThatThrownBy(call)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "the name has an object of another kind; ask for that, or use another name:"
                                + " name=M4_name, there="
                                + there
                                + ", asked="
                                + asked);
    }

    @Test
    void M4_blankName_isRefused() {
        assertThatThrownBy(() -> connected.named(" "))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a name must not be blank: name=\" \"");
    }

    @Test
    void M4_namedObject_isKeptWithoutHandles_anonymousOnesAreNot() throws Exception {
        try (var own = served.serve();
                var other = served.connect(own)) {
            other.named("kept").map().put("a", 1);
            other.map().put("b", 2);
            Await.until(
                    "the anonymous one is freed",
                    () -> {
                        System.gc();
                        return other.objectCount() == 1;
                    });
            assertThat(other.named("kept").map()).containsEntry("a", 1);
        }
    }

    /** An object of users. */
    interface Counter {
        long next();
    }

    /** As it is in the manager. */
    static final class PlainCounter implements Counter {
        private long count;

        @Override
        public synchronized long next() {
            count++;
            return count;
        }
    }

    @Test
    void M4_registeredObject_isFoundByItsName() throws Exception {
        ManagedName name = connected.named("M4_counter");
        assertThatThrownBy(() -> name.find(Counter.class))
                .isInstanceOf(NoSuchElementException.class)
                .hasMessageStartingWith(
                        "there is no object of this name: name=M4_counter, names=[");
        assertThat(manager.named("M4_counter").register(Counter.class, PlainCounter::new).next())
                .isEqualTo(1);
        assertThat(name.find(Counter.class).next()).isEqualTo(2);
        name.forget();
    }

    @Test
    void M4_makerThatThrows_leavesTheNameFree() throws Exception {
        ManagedName name = connected.named("M4_thrower");
        assertThatThrownBy(() ->
                        name.register(
                                Counter.class,
                                () -> {
                                    throw new IllegalStateException("not today");
                                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("not today");
        assertThat(name.register(Counter.class, PlainCounter::new).next()).isEqualTo(1);
        name.forget();
    }

    // ---- objects -----------------------------------------------------------------------------

    @Test
    void M4_collections_workFromAfar() {
        ManagedList<String> list = connected.list();
        list.addAll(List.of("c", "a", "b"));
        list.sort(Comparator.naturalOrder());
        list.replaceAll(each -> each + "!");
        list.removeIf(each -> each.startsWith("b"));
        assertThat(list).containsExactly("a!", "c!");
        ManagedSet<Integer> set = connected.set();
        assertThat(set.add(5)).isTrue();
        assertThat(set.add(5)).isFalse();
        ManagedDeque<Integer> deque = connected.deque();
        deque.addFirst(1);
        deque.addFirst(0);
        assertThat(deque).containsExactly(0, 1);
        ManagedNamespace namespace = connected.namespace();
        namespace.set("x", 1);
        assertThat(namespace.get("x", Integer.class)).isEqualTo(1);
        ManagedArray<Integer> array = connected.array(List.of(1, 2, 3));
        assertThat(array.updateAndGet(2, value -> value * 10)).isEqualTo(30);
        assertThat(array.getAndUpdate(2, value -> value + 1)).isEqualTo(30);
        assertThat(array.toList()).containsExactly(1, 2, 31);
    }

    @Test
    void M4_locksAndQueues_workFromAfar() throws Exception {
        ManagedLock lock = connected.reentrantLock();
        ManagedCondition condition = lock.newCondition();
        lock.lock();
        assertThat(condition.await(1, TimeUnit.MILLISECONDS)).isFalse();
        lock.unlock();
        ManagedSemaphore semaphore = connected.boundedSemaphore(1);
        assertThat(semaphore.tryAcquire()).isTrue();
        assertThat(semaphore.tryAcquire()).isFalse();
        ManagedEvent event = connected.event();
        event.set();
        assertThat(event.await(LONG)).isTrue();
        assertThat(connected.barrier(1).await()).isZero();
        ManagedQueue<String> least = connected.priorityQueue();
        least.put("b");
        least.put("a");
        assertThat(least.take()).isEqualTo("a");
    }

    @Test
    void M4_functions_runInTheCaller_andLoseNothing() throws Exception {
        ManagedMap<String, Integer> map = connected.map();
        ManagedValue<int[]> value = connected.value(new int[] {0});
        long here = ProcessHandle.current().pid();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            threads.add(
                    Thread.startVirtualThread(() -> {
                        for (int j = 0; j < 50; j++) {
                            map.merge("count", 1, Integer::sum);
                            value.updateAndGet(old -> new int[] {old[0] + 1});
                        }
                    }));
        }
        for (Thread each : threads) {
            each.join();
        }
        assertThat(map.get("count")).isEqualTo(200);
        assertThat(value.get()).containsExactly(200);
        map.compute("count", (key, old) -> ProcessHandle.current().pid() == here ? -1 : old);
        assertThat(map.get("count")).isEqualTo(-1);
    }

    // ---- handles -----------------------------------------------------------------------------

    @Test
    void M4_M2_handlesAreNested_andReadFromBothSides() {
        ManagedMap<String, ManagedList<String>> outer = connected.named("M4_outer").map();
        ManagedList<String> inner = connected.list();
        outer.put("list", inner);
        ManagedMap<String, ManagedList<String>> local = manager.named("M4_outer").map();
        local.get("list").add("from the session");
        local.put("second", manager.list());
        outer.get("second").add("from afar");
        assertThat(inner).containsExactly("from the session");
        assertThat(local.get("second")).containsExactly("from afar");
        assertThat(outer.get("list")).isEqualTo(inner);
    }

    @ParameterizedTest
    @EnumSource(Served.Way.class)
    void M4_handle_travelsToAProcessOfTheClient_whichConnectsItself(Served.Way way)
            throws Exception {
        try (Served here = Served.by(way);
                var other = here.serve();
                var remote = here.connect(other)) {
            ManagedMap<String, Integer> map = remote.named("map").map();
            try (var child =
                    JavaProcess.start(() -> {
                        map.merge("child", 1, Integer::sum);
                        map.put("nested", 2);
                    })) {
                assertThat(child.join(LONG)).isTrue();
                assertThat(child.exitStatus().isSuccess()).isTrue();
            }
            assertThat(map).containsEntry("child", 1).containsEntry("nested", 2);
        }
    }

    @Test
    void M4_handleOfAnotherManager_isRefused_withItsKey() {
        try (var own = ProcessManager.start()) {
            ManagedMap<String, Object> map = connected.map();
            ManagedList<String> foreign = own.list();
            assertThatThrownBy(() -> map.put("a", foreign))
                    .isInstanceOf(CodecException.class)
                    .hasMessageContaining(
                            "a handle goes over the connection to its own manager only, since"
                                    + " whoever has it has that manager's key: the handle is of "
                                    + own.name());
            assertThat(map).isEmpty();
        }
    }

    @Test
    void M4_closedConnection_handlesFail_andTheManagerStays() throws Exception {
        ManagedMap<String, Integer> map;
        String address;
        try (var second = served.connect(manager)) {
            address = second.address().toString();
            map = second.named("M4_stays").map();
            map.put("a", 1);
        }
        assertThatThrownBy(() -> map.get("a"))
                .isInstanceOf(ManagerUnavailableException.class)
                .hasMessage("[manager at " + address + "] the manager was closed");
        assertThat(connected.named("M4_stays").map()).containsEntry("a", 1);
        connected.named("M4_stays").forget();
    }

    // ---- limits ------------------------------------------------------------------------------

    @Test
    void M4_callThatIsTooLong_failsAlone() throws Exception {
        var small =
                served.options().withConnection(Served.connectionOptions().withMaxMessage("4k"));
        try (var second = served.connect(Served.text(manager.address()), small)) {
            ManagedMap<String, byte[]> map = second.named("M4_long").map();
            assertThatThrownBy(() -> map.put("a", new byte[5000]))
                    .isInstanceOf(CodecException.class)
                    .hasMessageContaining("withMaxMessage on both sides: bytes=5")
                    .hasMessageEndingWith(", limit=4096");
            ManagedMap<String, byte[]> wide = connected.named("M4_long").map();
            wide.put("b", new byte[5000]);
            assertThatThrownBy(() -> map.put("b", new byte[1]))
                    .isInstanceOf(CodecException.class)
                    .hasMessageStartingWith(
                            "the call was made, but its outcome cannot be returned: arguments and"
                                    + " results")
                    .hasMessageEndingWith(", limit=4096");
            assertThat(wide.get("b")).as("it was put").hasSize(1);
            assertThat(map.size()).isEqualTo(1);
        }
        connected.named("M4_long").forget();
    }

    /** Looks around in the manager. */
    interface Lookout {
        boolean hasSung();
    }

    /** As it is there. */
    static final class CanaryLookout implements Lookout {
        @Override
        public boolean hasSung() {
            return Canary.hasSung();
        }
    }

    @Test
    void M4_SEC7_strictManager_takesListedClassesOnly_andSaysSo() throws Exception {
        var strict =
                served.options()
                        .withConnection(Served.connectionOptions().withStrict("com.acme.*"));
        try (var guarded = served.serve(strict);
                var second = served.connect(guarded)) {
            Lookout lookout = guarded.register(Lookout.class, CanaryLookout::new);
            ManagedMap<String, Object> map = second.named("map").map();
            for (Object each : List.of(new Canary(), List.of(new Canary()))) {
                assertThatThrownBy(() -> map.put("a", each))
                        .isInstanceOf(CodecException.class)
                        .hasMessageContaining("the manager does not take it: ")
                        .hasMessageContaining(Canary.class.getName())
                        .hasMessageEndingWith(
                                "it gets no code from other programs, only values of classes that"
                                        + " the program that serves has, too");
            }
            assertThat(lookout.hasSung()).isFalse();
            map.put("a", List.of("baozi", 5));
            assertThat(map.get("a")).isEqualTo(List.of("baozi", 5));
            assertThat(second.<String>list().add("x")).isTrue();
            // The session's own processes are not concerned.
            guarded.<Object>list().add(new Canary());
            assertThat(lookout.hasSung()).isTrue();
        }
    }

    // ---- addresses ---------------------------------------------------------------------------

    @Test
    void M4_SEC21_beyondLoopback_takesTls_orPlaintextByName() throws Exception {
        var any = new InetSocketAddress("0.0.0.0", 0);
        AuthenticationKey key = AuthenticationKey.random();
        String message =
                "beyond this machine a connection is encrypted; use ConnectionOptions.withTls, or a"
                        + " loopback address, or if everybody on the way may read it"
                        + " withPlaintextBeyondLoopback: address=";
        assertThatThrownBy(() -> ProcessManager.serve(any, key))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
        assertThatThrownBy(() -> ProcessManager.connect(any, key))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
        var plain =
                ManagerOptions.defaults()
                        .withConnection(ConnectionOptions.defaults().withPlaintextBeyondLoopback());
        try (var open = ProcessManager.serve(any, key, plain)) {
            assertThat(((InetSocketAddress) open.address()).getAddress().isAnyLocalAddress())
                    .isTrue();
        }
    }

    @Test
    void M4_contextThatCannotTravel_isRefusedBeforeAnythingIsStarted() {
        var own =
                ManagerOptions.defaults()
                        .withConnection(ConnectionOptions.defaults().withTls(Certificates.ours()));
        var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        assertThatThrownBy(() -> ProcessManager.serve(loopback, AuthenticationKey.random(), own))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "the manager listens in a process of its own, where an SSLContext cannot be"
                                + " sent; give ConnectionOptions.withTls a function that makes it");
    }

    @Test
    void M4_addressInUse_isToldAtOnce_andNothingIsLeft() {
        assertThatThrownBy(
                        () -> ProcessManager.serve(manager.address(), AuthenticationKey.random()))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("cannot listen: Address already in use")
                .hasMessageEndingWith("address=" + manager.address());
    }

    @Test
    void M4_addressWithoutAName_isRefused() {
        assertThatThrownBy(() ->
                        ProcessManager.serve(
                                UnixDomainSocketAddress.of(""), AuthenticationKey.random()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("a Unix-domain socket is a file with a path");
    }

    @Test
    void M4_managerOfThisSessionOnly_hasNoAddress() {
        try (var own = ProcessManager.start()) {
            assertThatThrownBy(own::address)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage(
                            "the manager is for this session only; ProcessManager.serve starts one"
                                    + " that other programs connect to");
        }
    }

    @Test
    void M4_nobodyListens_isTold() throws Exception {
        try (Served nowhere = Served.by(Served.Way.UNIX)) {
            assertThatThrownBy(() -> nowhere.connect(nowhere.folder().resolve("socket").toString()))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("there is no connection: ");
        }
    }
}
