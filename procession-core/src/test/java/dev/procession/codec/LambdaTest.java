package dev.procession.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.CodecException;
import dev.procession.TaskAction;
import dev.procession.TaskBiConsumer;
import dev.procession.TaskCallable;
import dev.procession.TaskFunction;
import dev.procession.TaskRunnable;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Lambdas and method references work after a journey as before. */
class LambdaTest {

    interface Maker extends Serializable {
        TaskFunction<Integer, Integer> ADD_ONE = x -> x + 1;

        default TaskCallable<String> greeting() {
            return () -> "hello " + name();
        }

        String name();
    }

    record Named(String name) implements Maker {}

    @FunctionalInterface
    interface Joiner extends Serializable {
        String join(String... parts);
    }

    private final String field = "field";

    static int twice(int x) {
        return 2 * x;
    }

    static String all(Object... parts) {
        return List.of(parts).toString();
    }

    String suffixed(String text) {
        return text + field;
    }

    @Test
    void staticMethodReference_works() throws Exception {
        TaskFunction<Integer, Integer> function = LambdaTest::twice;
        assertThat(Trips.tagged(function).apply(21)).isEqualTo(42);
    }

    /** One method, referred to at two types. */
    static final class Twins {
        private Twins() {}

        static TaskFunction<Integer, String> first() {
            return String::valueOf;
        }

        static TaskFunction<List<String>, String> second() {
            return String::valueOf;
        }

        static TaskFunction<List<String>, String> asLambda() {
            return x -> String.valueOf(x);
        }
    }

    @Test
    void methodReferenceThatWouldBecomeAnother_isRefused() throws Exception {
        assertThat(Trips.tagged(Twins.first()).apply(1)).isEqualTo("1");
        assertThat(Trips.tagged(Twins.asLambda()).apply(List.of("a"))).isEqualTo("[a]");
        assertThatThrownBy(() -> Trips.tagged(Twins.second()))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining(
                        Twins.class.getName()
                                + " refers to java.lang.String::valueOf at several types, which its"
                                + " compiled form cannot tell apart: write the reference as a"
                                + " lambda, x -> …");
    }

    @Test
    void unboundMethodReference_works() throws Exception {
        TaskFunction<String, Integer> function = String::length;
        assertThat(Trips.tagged(function).apply("four")).isEqualTo(4);
    }

    @Test
    void boundMethodReference_works() throws Exception {
        TaskFunction<String, String> function = "abc"::concat;
        assertThat(Trips.tagged(function).apply("d")).isEqualTo("abcd");
    }

    @Test
    void constructorReference_works() throws Exception {
        TaskFunction<Integer, ArrayList<String>> function = ArrayList::new;
        assertThat(Trips.tagged(function).apply(3)).isEmpty();
    }

    @Test
    void arrayConstructorReference_works() throws Exception {
        TaskFunction<Integer, int[]> function = int[]::new;
        assertThat(Trips.tagged(function).apply(3)).hasSize(3);
    }

    @Test
    void varargsMethodReference_works() throws Exception {
        TaskFunction<Object, String> function = LambdaTest::all;
        assertThat(Trips.tagged(function).apply(3)).isEqualTo("[3]");
        Joiner joiner = parts -> String.join("-", parts);
        assertThat(Trips.tagged(joiner).join("a", "b")).isEqualTo("a-b");
    }

    @Test
    void everyPrimitiveCapture_works() throws Exception {
        byte b = (byte) Integer.parseInt("1");
        short s = (short) Integer.parseInt("2");
        char c = "3".charAt(0);
        int i = Integer.parseInt("4");
        long l = Long.parseLong("5");
        float f = Float.parseFloat("6");
        double d = Double.parseDouble("7");
        boolean z = Boolean.parseBoolean("true");
        TaskCallable<String> call = () -> "" + b + s + c + i + l + f + d + z;
        assertThat(Trips.tagged(call).call()).isEqualTo("123456.07.0true");
    }

    @Test
    void capturedRecordAndCollections_arrive() throws Exception {
        Named named = new Named("n");
        List<Integer> list = new ArrayList<>(List.of(1, 2));
        Optional<String> optional = Optional.of("o");
        TaskCallable<String> call = () -> named.name() + list + optional.get();
        assertThat(Trips.tagged(call).call()).isEqualTo("n[1, 2]o");
    }

    @Test
    void lambdaOfLambda_works() throws Exception {
        TaskFunction<Integer, Integer> inner = x -> x + 1;
        TaskFunction<Integer, Integer> outer = x -> 2 * inner.apply(x);
        assertThat(Trips.tagged(outer).apply(1)).isEqualTo(4);
    }

    @Test
    void lambdasInInterfaces_work() throws Exception {
        assertThat(Trips.tagged(Maker.ADD_ONE).apply(1)).isEqualTo(2);
        assertThat(Trips.tagged(new Named("n").greeting()).call()).isEqualTo("hello n");
    }

    @Test
    void localRecordCapture_works() throws Exception {
        record Local(int x) implements Serializable {}
        Local local = new Local(5);
        TaskCallable<Integer> call = () -> local.x() + 1;
        assertThat(Trips.tagged(call).call()).isEqualTo(6);
    }

    @Test
    void everyTaskType_works() throws Exception {
        List<String> seen = SEEN;
        seen.clear();
        TaskRunnable runnable = () -> SEEN.add("runnable");
        TaskAction action = () -> SEEN.add("action");
        TaskBiConsumer<String, String> consumer = (a, b) -> SEEN.add(a + b);
        Trips.tagged(runnable).run();
        Trips.tagged(action).run();
        Trips.tagged(consumer).accept("x", "y");
        assertThat(seen).containsExactly("runnable", "action", "xy");
    }

    private static final List<String> SEEN = new ArrayList<>();

    @Test
    void intersectionCast_works() {
        Comparator<String> comparator =
                (Comparator<String> & Serializable) (a, b) -> b.compareTo(a);
        assertThat(Trips.tagged(comparator).compare("a", "b")).isPositive();
    }

    @Test
    void lambdaOfTheJdk_goesByStream() {
        Comparator<String> comparator = Comparator.comparing((TaskLength) String::length);
        assertThat(Trips.streamed(comparator).compare("a", "bb")).isNegative();
    }

    interface TaskLength extends java.util.function.Function<String, Integer>, Serializable {}

    @Test
    void captureWithoutTag_goesByStream() throws Exception {
        StringBuilder builder = new StringBuilder("b");
        TaskCallable<String> call = () -> builder + "!";
        assertThat(Trips.streamed(call).call()).isEqualTo("b!");
    }

    @Test
    void sameLambdaTwice_isOneObject() {
        int captured = Integer.parseInt("3");
        TaskFunction<Integer, Integer> function = x -> x + captured;
        List<Object> arrived = Trips.streamed(List.of(function, function));
        assertThat(arrived.get(0)).isSameAs(arrived.get(1));
    }

    @Test
    void unknownLambda_isToldFromTheClass() {
        TaskFunction<Integer, Integer> function = LambdaTest::twice;
        byte[] bytes = Trips.encode(function);
        String text = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
        int at = text.indexOf("twice");
        bytes[at] = 'T';
        assertThat(Trips.failure(bytes))
                .hasMessage(
                        "argument: no such lambda in dev.procession.codec.LambdaTest; the processes"
                                + " run different versions of this class: Twice");
    }
}
