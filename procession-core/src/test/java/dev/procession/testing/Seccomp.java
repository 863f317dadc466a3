package dev.procession.testing;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/**
 * Has the kernel deny system calls to this process and all below it, as the profile of a container
 * does: they fail with EPERM.
 *
 * <p>Source: {@code seccomp(2)}, and {@code linux/filter.h} for the instructions.
 */
public final class Seccomp {

    /** A system call, with its number on x86-64 and on aarch64 (−1 where there is none). */
    public enum Call {
        DUP3(292, 24),
        FALLOCATE(285, 47),
        FCNTL(72, 25),
        FUTEX_WAITV(449, 449),
        IO_URING_SETUP(425, 425),
        MEMFD_CREATE(319, 279),
        MKNOD(133, -1),
        MKNODAT(259, 33),
        PIDFD_OPEN(434, 434),
        PRCTL(157, 167),
        PRLIMIT64(302, 261),
        SETPGID(109, 154),
        SETSID(112, 157),
        SOCKET(41, 198),
        UNSHARE(272, 97),
        USERFAULTFD(323, 282);

        private final int onX86;
        private final int onArm;

        Call(int onX86, int onArm) {
            this.onX86 = onX86;
            this.onArm = onArm;
        }

        private int number() {
            return IS_ARM ? onArm : onX86;
        }
    }

    /**
     * What is denied.
     *
     * @param call the system call
     * @param second the second argument with which it is, or {@link #ANY}
     */
    public record Rule(Call call, int second) {
        static final int ANY = -1;

        /** Reads what {@link #toString} writes. */
        public static Rule parse(String text) {
            String[] parts = text.split(":", 2);
            int second = parts.length == 1 ? ANY : Integer.parseInt(parts[1]);
            return new Rule(Call.valueOf(parts[0]), second);
        }

        @Override
        public String toString() {
            return second == ANY ? call.name() : call + ":" + second;
        }
    }

    private static final boolean IS_ARM = "aarch64".equals(System.getProperty("os.arch"));

    private static final int ARCHITECTURE = IS_ARM ? 0xc00000b7 : 0xc000003e;

    private static final int LOAD = 0x20;
    private static final int JUMP_IF_EQUAL = 0x15;
    private static final int RETURN = 0x06;

    private static final int NUMBER_OFFSET = 0;
    private static final int ARCHITECTURE_OFFSET = 4;
    private static final int SECOND_OFFSET = 24;

    private static final int ALLOW = 0x7fff0000;
    private static final int EPERM = 0x00050001;

    private static final long PR_SET_NO_NEW_PRIVS = 38;
    private static final long SET_MODE_FILTER = 1;
    private static final long FOR_ALL_THREADS = 1;

    private Seccomp() {}

    /** Says loudly that a test cannot run here, if that is so. */
    public static void require() throws IOException {
        boolean isKnown = List.of("amd64", "aarch64").contains(System.getProperty("os.arch"));
        Path actions = Path.of("/proc/sys/kernel/seccomp/actions_avail");
        if (!isKnown || !Files.exists(actions) || !Files.readString(actions).contains("errno")) {
            String why = "NOT RUN: this kernel has no filter of system calls that we know";
            System.err.println(why);
            Assumptions.abort(why);
        }
    }

    /** Denies calls to all threads of this process from now on. */
    public static void deny(List<Rule> rules) throws Throwable {
        long[] program = program(rules);
        ValueLayout.OfLong word = ValueLayout.JAVA_LONG;
        MethodHandle syscall =
                Linker.nativeLinker()
                        .downcallHandle(
                                Linker.nativeLinker().defaultLookup().findOrThrow("syscall"),
                                FunctionDescriptor.of(word, word, word, word, word, word, word),
                                Linker.Option.firstVariadicArg(1));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment filter = arena.allocate(16, 8);
            filter.set(ValueLayout.JAVA_SHORT, 0, (short) program.length);
            filter.set(ValueLayout.ADDRESS, 8, arena.allocateFrom(word, program));
            long seccomp = IS_ARM ? 277 : 317;
            check(
                    (long)
                            syscall.invokeExact(
                                    (long) Call.PRCTL.number(),
                                    PR_SET_NO_NEW_PRIVS,
                                    1L,
                                    0L,
                                    0L,
                                    0L));
            check(
                    (long)
                            syscall.invokeExact(
                                    seccomp,
                                    SET_MODE_FILTER,
                                    FOR_ALL_THREADS,
                                    filter.address(),
                                    0L,
                                    0L));
        }
    }

    private static void check(long status) {
        if (status != 0) {
            throw new AssertionError("the filter was refused: status=" + status);
        }
    }

    private static long[] program(List<Rule> rules) {
        List<Long> all = new ArrayList<>();
        all.add(instruction(LOAD, 0, 0, ARCHITECTURE_OFFSET));
        all.add(instruction(JUMP_IF_EQUAL, 1, 0, ARCHITECTURE));
        all.add(instruction(RETURN, 0, 0, ALLOW));
        for (Rule rule : rules) {
            boolean isAny = rule.second() == Rule.ANY;
            all.add(instruction(LOAD, 0, 0, NUMBER_OFFSET));
            all.add(instruction(JUMP_IF_EQUAL, 0, isAny ? 1 : 3, rule.call().number()));
            if (!isAny) {
                all.add(instruction(LOAD, 0, 0, SECOND_OFFSET));
                all.add(instruction(JUMP_IF_EQUAL, 0, 1, rule.second()));
            }
            all.add(instruction(RETURN, 0, 0, EPERM));
        }
        all.add(instruction(RETURN, 0, 0, ALLOW));
        return all.stream().mapToLong(Long::longValue).toArray();
    }

    /** Little-endian: 16 bits of code, two jumps of 8, an operand of 32. */
    private static long instruction(int code, int ifTrue, int ifFalse, int operand) {
        return code | (long) ifTrue << 16 | (long) ifFalse << 24 | (long) operand << 32;
    }
}
