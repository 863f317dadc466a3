package dev.procession.internal.os;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * System calls that tell why they fail: the error comes back as a negative result.
 *
 * <p>Apart from {@link LinuxCalls}, since a shape of call of its own costs a young JVM tens of
 * milliseconds, which those who need no reason need not spend.
 */
final class TellingCalls {

    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO =
            STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    static final TellingCalls HANDLE = open();

    private final MethodHandle syscall;

    private TellingCalls(MethodHandle syscall) {
        this.syscall = syscall;
    }

    @SuppressWarnings("restricted") // as LinuxCalls
    private static TellingCalls open() {
        Linker linker = Linker.nativeLinker();
        ValueLayout.OfLong word = ValueLayout.JAVA_LONG;
        return new TellingCalls(
                linker.downcallHandle(
                        linker.defaultLookup().find("syscall").orElseThrow(),
                        FunctionDescriptor.of(word, word, word, word, word, word, word),
                        Linker.Option.firstVariadicArg(1),
                        Linker.Option.captureCallState("errno")));
    }

    long call(long number, long first, long second, long third, long fourth, long fifth) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            long result =
                    (long) syscall.invokeExact(state, number, first, second, third, fourth, fifth);
            return result == -1 ? -(long) (int) ERRNO.get(state, 0L) : result;
        } catch (Throwable impossible) {
            throw new IllegalStateException("system call " + number + " did not run", impossible);
        }
    }
}
