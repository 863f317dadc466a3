package dev.procession.manager;

import dev.procession.TaskAction;
import dev.procession.internal.code.CodeOwner;
import java.io.Serial;
import java.io.Serializable;

/** What the process of a manager does: it serves, and knows the classes of who has started it. */
final class Serving implements TaskAction, CodeOwner, Serializable {

    @Serial private static final long serialVersionUID = 1L;

    private static final StackWalker WALKER =
            StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

    private final SessionAddress address;

    /** Stays here: the child asks for what it needs. */
    private final transient Class<?> owner;

    private Serving(SessionAddress address, Class<?> owner) {
        this.address = address;
        this.owner = owner;
    }

    /** For whoever has called this package. */
    static Serving forCaller(SessionAddress address) {
        Class<?> caller =
                WALKER.walk(frames ->
                        frames.<Class<?>>map(StackWalker.StackFrame::getDeclaringClass)
                                .filter(each ->
                                        !each.getPackage().equals(Serving.class.getPackage()))
                                .findFirst()
                                .orElse(Serving.class));
        return new Serving(address, caller);
    }

    @Override
    public Class<?> codeOwner() {
        return owner;
    }

    @Override
    public void run() throws Exception {
        ManagerServer.run(address);
    }
}
