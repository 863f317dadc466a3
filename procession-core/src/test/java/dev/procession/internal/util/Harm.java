package dev.procession.internal.util;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;

/**
 * The ways in which tests do harm to the process that they run in, by name; with a code behind an
 * equals sign where one says so.
 *
 * <table>
 * <caption>Ways</caption>
 * <tr><td>{@code exception}, {@code error}</td><td>throws one that travels</td></tr>
 * <tr><td>{@code exit=3}, {@code halt=7}</td><td>ends the JVM with that code, or with 1</td></tr>
 * <tr><td>{@code kill}, {@code stop}</td><td>SIGKILL or SIGSTOP to this process</td></tr>
 * <tr><td>{@code segfault}</td><td>writes to address 0</td></tr>
 * <tr><td>{@code heap}, {@code metaspace}, {@code stack}</td><td>uses all of it up</td></tr>
 * <tr><td>{@code hang}, {@code native-hang}</td><td>never returns, deaf to interruptions</td></tr>
 * <tr><td>{@code absent}</td><td>throws an exception of class {@value #ABSENT}</td></tr>
 * <tr><td>{@code mute}</td><td>throws an exception whose {@code getMessage} throws</td></tr>
 * <tr><td>{@code cyclic}</td><td>throws an exception that is its own cause's cause</td></tr>
 * <tr><td>{@code huge}</td><td>throws an exception with 100 MB behind it</td></tr>
 * </table>
 *
 * <p>Runs in young workers, so it keeps to plain {@code java.io} and has no lambdas.
 */
public final class Harm {

    /** What those that have a message say. */
    public static final String MESSAGE = "harm done on purpose";

    /** A class that a test makes, and only a worker has. */
    public static final String ABSENT = "absent.AbsentException";

    private static final int MIB = 1 << 20;
    private static final int BALLAST_MIB = 100;
    private static final int LONG_SECONDS = 600;

    private Harm() {}

    /** An exception that has nothing to tell. */
    public static final class MuteException extends RuntimeException {
        private static final long serialVersionUID = 1;

        @Override
        public String getMessage() {
            throw new IllegalStateException("no message for you");
        }
    }

    /** An exception in whose graph one comes back to it, by its cause and by a field. */
    public static final class CyclicException extends RuntimeException {
        private static final long serialVersionUID = 1;

        @SuppressWarnings("serial")
        public final Object self = this;

        CyclicException() {
            super(MESSAGE);
        }
    }

    /** An exception with a large graph. */
    public static final class HugeException extends RuntimeException {
        private static final long serialVersionUID = 1;

        final byte[][] ballast = ballast();

        HugeException() {
            super(MESSAGE);
        }
    }

    /** Returns 100 MB, in pieces. */
    public static byte[][] ballast() {
        return new byte[BALLAST_MIB][MIB];
    }

    /** Does it. */
    public static void by(String way) {
        int equals = way.indexOf('=');
        if (equals < 0) {
            by(way, 1);
        } else {
            by(way.substring(0, equals), Integer.parseInt(way.substring(equals + 1)));
        }
    }

    private static void by(String way, int code) {
        switch (way) {
            case "exception":
                throw new IllegalStateException(MESSAGE);
            case "error":
                throw new AssertionError(MESSAGE);
            case "exit":
                System.exit(code);
                break;
            case "halt":
                Runtime.getRuntime().halt(code);
                break;
            case "kill":
                signalAndWait("KILL");
                break;
            case "stop":
                signalAndWait("STOP");
                break;
            case "segfault":
                segfault();
                break;
            case "heap":
                exhaustHeap();
                break;
            case "metaspace":
                exhaustMetaspace();
                break;
            case "stack":
                exhaustStack(0);
                break;
            case "hang":
                hang();
                break;
            case "native-hang":
                hangInNativeCode();
                break;
            case "absent":
                throw absent();
            case "mute":
                throw new MuteException();
            case "cyclic":
                throw cyclic();
            case "huge":
                throw new HugeException();
            default:
                throw new IllegalArgumentException("no such harm: way=" + way);
        }
    }

    /** The kernel may let this thread run on for a while after it has sent the signal. */
    private static void signalAndWait(String signal) {
        signal(signal);
        hang();
    }

    /** A JVM cannot signal itself; a shell's parent is this process. */
    static void signal(String signal) {
        try {
            new ProcessBuilder("sh", "-c", "kill -" + signal + " $PPID").start().waitFor();
        } catch (IOException failure) {
            throw new IllegalStateException("SIG" + signal + " could not be sent", failure);
        } catch (InterruptedException goOn) {
            Thread.currentThread().interrupt();
        }
    }

    @SuppressWarnings("restricted")
    private static void segfault() {
        MemorySegment.ofAddress(0).reinterpret(8).set(ValueLayout.JAVA_INT, 0, 1);
    }

    private static void exhaustHeap() {
        List<byte[]> hoard = new ArrayList<>();
        while (true) {
            hoard.add(new byte[MIB]);
        }
    }

    /** Each loader of it has a class of its own. */
    interface Grain {}

    private static final class Grains extends ClassLoader {
        private final byte[] bytes;

        Grains(byte[] bytes) {
            super(null);
            this.bytes = bytes;
        }

        @Override
        protected Class<?> findClass(String name) {
            return defineClass(name, bytes, 0, bytes.length);
        }
    }

    private static void exhaustMetaspace() {
        List<Class<?>> hoard = new ArrayList<>();
        byte[] bytes = bytesOf("Harm$Grain.class");
        try {
            while (true) {
                hoard.add(new Grains(bytes).loadClass(Grain.class.getName()));
            }
        } catch (ClassNotFoundException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static byte[] bytesOf(String file) {
        try (InputStream in = Harm.class.getResourceAsStream(file)) {
            return in.readAllBytes();
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static int exhaustStack(int depth) {
        return 1 + exhaustStack(depth + 1);
    }

    private static void hang() {
        while (true) {
            try {
                Thread.sleep(LONG_SECONDS * 1000L);
            } catch (InterruptedException deaf) {
                continue;
            }
        }
    }

    @SuppressWarnings("restricted")
    private static void hangInNativeCode() {
        MethodHandle sleep =
                Linker.nativeLinker()
                        .downcallHandle(
                                Linker.nativeLinker().defaultLookup().findOrThrow("sleep"),
                                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
        while (true) {
            sleep(sleep);
        }
    }

    private static int sleep(MethodHandle sleep) {
        try {
            return (int) sleep.invokeExact(LONG_SECONDS);
        } catch (Throwable thrown) {
            throw new IllegalStateException(thrown);
        }
    }

    /** Returns an exception of class {@value #ABSENT}. */
    public static RuntimeException absent() {
        try {
            return (RuntimeException)
                    Class.forName(ABSENT).getConstructor(String.class).newInstance(MESSAGE);
        } catch (ReflectiveOperationException missing) {
            throw new IllegalStateException("the test must bring " + ABSENT, missing);
        }
    }

    private static RuntimeException cyclic() {
        CyclicException first = new CyclicException();
        IllegalStateException second = new IllegalStateException("caused by what it causes", first);
        first.initCause(second);
        return first;
    }
}
