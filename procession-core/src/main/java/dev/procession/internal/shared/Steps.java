package dev.procession.internal.shared;

import org.jspecify.annotations.Nullable;

/**
 * Is told of every access to shared words, so that a test can end the process, or have another
 * thread go on, before any one of them: {@code -Dprocession.steps=<class>}.
 *
 * <p>As {@link dev.procession.internal.util.FaultPoint}: the implementations are in the test
 * artifact, and without the property an access costs nothing more.
 */
public abstract class Steps {

    static final @Nullable Steps ACTIVE = load();

    /** For implementations in the test artifact. */
    protected Steps() {}

    private static @Nullable Steps load() {
        String wanted = System.getProperty("procession.steps");
        if (wanted == null) {
            return null;
        }
        try {
            return Class.forName(wanted)
                    .asSubclass(Steps.class)
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException missing) {
            throw new IllegalStateException(
                    "procession.steps is for tests, which bring its implementation: steps="
                            + wanted,
                    missing);
        }
    }

    /** Called before an access. */
    protected abstract void step();
}
