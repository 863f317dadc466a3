package dev.procession.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LockUseTest {

    private static List<String> known(String... classes) {
        return LockUse.known(
                Stream.of(classes)
                        .map(each -> new StackTraceElement(each, "call", "A.java", 1))
                        .toArray(StackTraceElement[]::new));
    }

    private static List<String> frames(String... classes) {
        return Stream.of(classes).map(each -> each + ".call(A.java:1)").toList();
    }

    @Test
    void stack_beginsWithTheCallThatAUserKnows_whateverItDoesInside() {
        var lock = ProcessLock.class.getName();
        var inside = "dev.procession.internal.monitor.LockWord";
        var owned = OwnedLock.class.getName();
        var expected = frames(lock, "com.acme.Ledger", "java.lang.Thread");
        assertThat(known(lock, "com.acme.Ledger", "java.lang.Thread")).isEqualTo(expected);
        assertThat(known(inside, owned, lock, "com.acme.Ledger", "java.lang.Thread"))
                .isEqualTo(expected);
        assertThat(
                        known(
                                "jdk.internal.misc.Unsafe",
                                "java.lang.foreign.MemorySegment",
                                inside,
                                "java.util.concurrent.locks.LockSupport",
                                owned,
                                lock,
                                "com.acme.Ledger",
                                "java.lang.Thread"))
                .isEqualTo(expected);
    }

    @Test
    void stack_ofAnOwnerThatDoesSomethingElse_isWhole() {
        assertThat(known("java.lang.Thread", "com.acme.Ledger", "dev.procession.internal.Main"))
                .isEqualTo(
                        frames(
                                "java.lang.Thread",
                                "com.acme.Ledger",
                                "dev.procession.internal.Main"));
        assertThat(known()).isEmpty();
    }
}
