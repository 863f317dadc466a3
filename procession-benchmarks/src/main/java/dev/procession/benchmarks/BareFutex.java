package dev.procession.benchmarks;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/**
 * The least that two JVMs need to wake each other: a word each in a mapped file, and {@code
 * futex(2)}. Nothing here expects that anybody may die.
 */
final class BareFutex implements Contestant {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();
    private static final int THERE = 0;
    private static final int BACK = 64;
    private static final int BYTES = 128;
    private static final int END = -1;

    private final LineChild child;
    private final MemorySegment words;
    private final MethodHandle syscall;
    private final int number;
    private final int count;
    private int turn;

    private BareFutex(LineChild child, MemorySegment words, int count) {
        this.child = child;
        this.words = words;
        this.count = count;
        this.syscall = syscall();
        this.number = number();
    }

    /**
     * Starts the other one.
     *
     * @param file where their words are
     * @param count how often they wake each other in a round
     */
    static BareFutex open(Path file, int count) throws IOException, InterruptedException {
        if (!System.getProperty("os.name").equals("Linux")) {
            throw new NotHereException("this system has no futexes");
        }
        MemorySegment words = map(file);
        LineChild child = LineChild.start(Jvm.likeThis(BareFutex.class, file.toString()));
        child.readLine(LIMIT);
        return new BareFutex(child, words, count);
    }

    private static MemorySegment map(Path file) throws IOException {
        try (FileChannel channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE)) {
            return channel.map(FileChannel.MapMode.READ_WRITE, 0, BYTES, Arena.ofAuto());
        }
    }

    @SuppressWarnings("restricted") // what is measured
    private static MethodHandle syscall() {
        Linker linker = Linker.nativeLinker();
        ValueLayout.OfLong word = ValueLayout.JAVA_LONG;
        return linker.downcallHandle(
                linker.defaultLookup().find("syscall").orElseThrow(),
                FunctionDescriptor.of(word, word, word, word, word, word),
                Linker.Option.firstVariadicArg(1));
    }

    private static int number() {
        return System.getProperty("os.arch").equals("aarch64") ? 98 : 202;
    }

    /** The other one: answers until it is told that this is the end. */
    public static void main(String[] arguments) throws IOException {
        MemorySegment words = map(Path.of(arguments[0]));
        MethodHandle syscall = syscall();
        int number = number();
        ready();
        int seen = 0;
        while (seen != END) {
            seen = await(syscall, number, words, THERE, seen);
            tell(syscall, number, words, BACK, seen);
        }
    }

    @SuppressWarnings("SystemOut")
    private static void ready() {
        System.out.println("ready");
    }

    private static int await(
            MethodHandle syscall, int number, MemorySegment words, long offset, int seen) {
        int value = (int) INT.getVolatile(words, offset);
        while (value == seen) {
            call(syscall, number, words.address() + offset, 0, seen);
            value = (int) INT.getVolatile(words, offset);
        }
        return value;
    }

    private static void tell(
            MethodHandle syscall, int number, MemorySegment words, long offset, int value) {
        INT.setVolatile(words, offset, value);
        call(syscall, number, words.address() + offset, 1, 1);
    }

    private static void call(MethodHandle syscall, int number, long address, int what, int value) {
        try {
            long ignored =
                    (long)
                            syscall.invokeExact(
                                    (long) number, address, (long) what, (long) value, 0L);
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public double[] round() {
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            int before = turn;
            turn = (turn + 1) & Integer.MAX_VALUE;
            tell(syscall, number, words, THERE, turn);
            await(syscall, number, words, BACK, before);
        }
        return new double[] {(System.nanoTime() - start) / 1e3 / count};
    }

    @Override
    public void close() {
        tell(syscall, number, words, THERE, END);
        child.close();
    }
}
