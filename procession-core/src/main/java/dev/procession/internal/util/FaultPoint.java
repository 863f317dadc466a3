package dev.procession.internal.util;

import org.jspecify.annotations.Nullable;

/**
 * Named places where a test can make this process fail: {@code -Dprocession.fault=name:action:nth}
 * has the <i>nth</i> hit of the place do the action.
 *
 * <p>What an action does is only in the test artifact; without it the property is an error, and
 * without the property a hit is nothing. Technique: PostgreSQL's injection points.
 */
public abstract class FaultPoint {

    private static final String IMPLEMENTATION = "dev.procession.internal.util.FaultActions";

    private static final @Nullable FaultPoint ACTIVE = load();

    /** For the implementation in the test artifact. */
    protected FaultPoint() {}

    private static @Nullable FaultPoint load() {
        String wanted = System.getProperty("procession.fault");
        if (wanted == null) {
            return null;
        }
        try {
            return (FaultPoint)
                    Class.forName(IMPLEMENTATION)
                            .getDeclaredConstructor(String.class)
                            .newInstance(wanted);
        } catch (ReflectiveOperationException missing) {
            throw new IllegalStateException(
                    "procession.fault is for tests, which bring its implementation: fault="
                            + wanted,
                    missing);
        }
    }

    /** Passes a place. */
    public static void hit(String name) {
        if (ACTIVE != null) {
            ACTIVE.at(name);
        }
    }

    /** Does what the test wants at that place. */
    protected abstract void at(String name);
}
