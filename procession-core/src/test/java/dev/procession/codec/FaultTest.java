package dev.procession.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.TaskCallable;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** A value that cannot travel is refused with the path to what is at fault, and what to do. */
class FaultTest {

    private static final String OF_JDK =
            " is not serializable; make the field transient, or create the object inside the task";

    private static final String NAME = FaultTest.class.getName();

    static class Config implements Serializable {
        private static final long serialVersionUID = 1;
        final String name = "n";
        final Object socket;

        Config(Object socket) {
            this.socket = socket;
        }
    }

    static final class Task implements Serializable {
        private static final long serialVersionUID = 1;
        final Config config = new Config(new Socket());
    }

    record Holder(Object held) implements Serializable {}

    static final class NotSerializable {
        @Override
        public String toString() {
            throw new AssertionError("toString must not be called");
        }
    }

    static final class Work implements Callable<Integer> {
        @Override
        public Integer call() {
            return 1;
        }
    }

    static final class Throwing implements Serializable {
        private static final long serialVersionUID = 1;
        final transient Throwable failure;

        Throwing(Throwable failure) {
            this.failure = failure;
        }

        private void writeObject(ObjectOutputStream out) throws Throwable {
            throw failure;
        }
    }

    private final int field = 3;

    TaskCallable<Integer> capturingThis() {
        return () -> field;
    }

    private static void assertRefusal(Object value, String message) {
        assertThat(Trips.refusal(value)).hasMessage(message);
    }

    @Test
    void fieldOfField_isNamed() {
        assertRefusal(new Task(), "argument.config.socket: java.net.Socket" + OF_JDK);
    }

    @Test
    void elements_areNamed() {
        Socket socket = new Socket();
        String end = ": java.net.Socket" + OF_JDK;
        assertRefusal(socket, "argument" + end);
        assertRefusal(List.of(1, new Config(socket)), "argument[1].socket" + end);
        assertRefusal(new Object[] {1, socket}, "argument[1]" + end);
        assertRefusal(Map.of("key", socket), "argument[\"key\"]" + end);
        assertRefusal(Map.of(7, socket), "argument[7]" + end);
        assertRefusal(Map.of("pass word", socket), "argument[value of entry 0]" + end);
        assertRefusal(Map.of(socket, 1), "argument[key of entry 0]" + end);
        assertRefusal(new TreeMap<>(Map.of("a", socket)), "argument[\"a\"]" + end);
        assertRefusal(Optional.of(socket), "argument.get()" + end);
        assertRefusal(new AtomicReference<>(socket), "argument.get()" + end);
        assertRefusal(new Holder(List.of(socket)), "argument.held[0]" + end);
    }

    @Test
    void comparator_isNamed() {
        TreeMap<String, Integer> map = new TreeMap<>((a, b) -> a.compareTo(b));
        map.put("a", 1);
        assertRefusal(
                map,
                "argument.comparator: a java.util.Comparator lambda in "
                        + NAME
                        + " is not serializable; declare it as a functional interface that extends"
                        + " java.io.Serializable");
    }

    @Test
    void classOfUsers_isToldToImplementSerializable() {
        assertRefusal(
                new Holder(new NotSerializable()),
                "argument.held: "
                        + NAME
                        + "$NotSerializable is not serializable; let "
                        + NAME
                        + "$NotSerializable implement java.io.Serializable, or create the object"
                        + " inside the task");
    }

    @Test
    void plainLambdas_areToldToBeTasks() {
        Callable<Integer> callable = () -> 1;
        Runnable runnable = () -> {};
        Function<Integer, Integer> function = x -> x;
        assertRefusal(callable, lambda("java.util.concurrent.Callable", "TaskCallable"));
        assertRefusal(runnable, lambda("java.lang.Runnable", "TaskRunnable"));
        assertRefusal(function, lambda("java.util.function.Function", "TaskFunction"));
        assertRefusal(
                new Work(),
                "argument: "
                        + NAME
                        + "$Work is not serializable; let "
                        + NAME
                        + "$Work implement dev.procession.TaskCallable");
    }

    private static String lambda(String type, String advice) {
        return "argument: a "
                + type
                + " lambda in "
                + NAME
                + " is not serializable; declare it as dev.procession."
                + advice;
    }

    @Test
    void futures_areToldApart() {
        assertRefusal(
                new FutureTask<>(() -> 1),
                "argument: java.util.concurrent.FutureTask is not serializable; it belongs to this"
                        + " process: hand over the task itself, declared as"
                        + " dev.procession.TaskCallable");
        List<Runnable> wrapped = new ArrayList<>();
        CompletableFuture.supplyAsync(() -> 1, wrapped::add);
        assertRefusal(
                wrapped.get(0),
                "argument: java.util.concurrent.CompletableFuture$AsyncSupply is not serializable;"
                        + " CompletableFuture wraps the task in an object of this process: submit"
                        + " the task to the pool itself, declared as dev.procession.TaskCallable");
    }

    @Test
    void capturedArgument_isNamed() {
        Socket socket = new Socket();
        TaskCallable<Object> lambda = () -> socket;
        assertRefusal(
                lambda,
                "argument(lambda in " + NAME + ", captured argument 1): java.net.Socket" + OF_JDK);
        TaskCallable<Object> reference = socket::getInetAddress;
        assertRefusal(
                reference,
                "argument(method reference java.net.Socket::getInetAddress, receiver):"
                        + " java.net.Socket"
                        + OF_JDK);
    }

    @Test
    void capturedThis_hasItsOwnAdvice() {
        assertRefusal(
                capturingThis(),
                "argument(lambda in "
                        + NAME
                        + ", this): "
                        + NAME
                        + " is not serializable; the lambda uses a field or method of its object"
                        + " and so captures \"this\": copy the field into a local variable first,"
                        + " or call a static method");
    }

    @Test
    void throwingWriteObject_isNamedWithItsCause() {
        for (Throwable failure :
                List.of(
                        new IOException("boom"), new IllegalStateException("boom"),
                        new AssertionError("boom"), new NoClassDefFoundError("boom"))) {
            assertThat(Trips.refusal(new Holder(new Throwing(failure))))
                    .hasMessage(
                            "argument.held: "
                                    + NAME
                                    + "$Throwing failed to be encoded: "
                                    + failure.getClass().getName()
                                    + ": boom")
                    .hasCause(failure);
        }
    }

    @Test
    void outOfMemory_passesThrough() {
        OutOfMemoryError failure = new OutOfMemoryError("simulated");
        org.assertj.core.api.Assertions.assertThatThrownBy(
                        () -> Trips.encode(new Throwing(failure)))
                .isSameAs(failure);
    }

    static final class Link implements Serializable {
        private static final long serialVersionUID = 1;
        final Link next;

        Link(Link next) {
            this.next = next;
        }
    }

    @Test
    void chainTooLongForTheStack_isRefused() {
        Link link = null;
        for (int i = 0; i < 200_000; i++) {
            link = new Link(link);
        }
        assertRefusal(link, "argument: nested too deeply for the stack of this thread");
    }

    @Test
    void sinkTooSmall_isToldWithFigures() {
        Sink sink = new Sink(100);
        org.assertj.core.api.Assertions.assertThatThrownBy(
                        () -> Codec.standard().encode(new byte[1000], sink, Trips.CONTEXT))
                .hasMessage(
                        "argument: the encoded form is too long: needed >= 1004 bytes, limit=100"
                                + " bytes");
        assertThat(sink.size()).isZero();
        org.assertj.core.api.Assertions.assertThatThrownBy(() ->
                        Codec.standard().encode(new Config("x".repeat(99)), sink, Trips.CONTEXT))
                .hasMessageMatching(
                        "argument: the encoded form is too long: needed >= \\d+ bytes, limit=100"
                                + " bytes");
        assertThat(sink.size()).isZero();
    }

    /** Grows by itself, as if another thread did it. */
    static final class Growing extends java.util.AbstractList<Object> implements Serializable {
        private static final long serialVersionUID = 1;

        private void writeObject(ObjectOutputStream out) {
            throw new java.util.ConcurrentModificationException();
        }

        @Override
        public Object get(int index) {
            return index;
        }

        @Override
        public int size() {
            return 1;
        }
    }

    @Test
    void modificationMeanwhile_isTold() {
        assertRefusal(
                new Holder(new Growing()),
                "argument.held: " + NAME + "$Growing was modified while it was encoded");
    }

    @Test
    void hugeGraph_isGivenUpOnWithTheClass() {
        Map<String, Object> map = new HashMap<>();
        List<Object> list = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            list.add(new Holder("x"));
        }
        map.put("deep", new Holder(new Holder(new Holder(new Socket()))));
        list.add(map);
        assertRefusal(list, "argument[10][\"deep\"].held.held.held: java.net.Socket" + OF_JDK);
    }
}
