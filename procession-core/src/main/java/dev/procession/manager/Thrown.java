package dev.procession.manager;

import java.lang.reflect.Constructor;
import org.jspecify.annotations.Nullable;

/**
 * What a call has thrown in the manager, as it is thrown to its caller.
 *
 * <p>One of the JDK's own is thrown anew, with the stack of the caller and with what came from the
 * manager as its cause. Any other has both stacks in one: what made it is code of users, which
 * nobody but them may run again.
 */
final class Thrown {

    private Thrown() {}

    static Throwable here(Throwable remote) {
        Throwable twin = twin(remote);
        return twin == null ? withCaller(remote) : twin;
    }

    private static @Nullable Throwable twin(Throwable remote) {
        Class<? extends Throwable> type = remote.getClass();
        if (type.getModule() != Object.class.getModule()) {
            return null;
        }
        try {
            Constructor<? extends Throwable> maker = type.getConstructor(String.class);
            Throwable twin = maker.newInstance(remote.getMessage());
            return twin.initCause(remote);
        } catch (ReflectiveOperationException | IllegalStateException hasNoPlainForm) {
            return null;
        }
    }

    private static Throwable withCaller(Throwable remote) {
        StackTraceElement[] there = remote.getStackTrace();
        StackTraceElement[] here = new Throwable().getStackTrace();
        StackTraceElement[] both = new StackTraceElement[there.length + here.length];
        System.arraycopy(there, 0, both, 0, there.length);
        System.arraycopy(here, 0, both, there.length, here.length);
        remote.setStackTrace(both);
        return remote;
    }
}
