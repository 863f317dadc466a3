package dev.procession.testing;

/** When the kernel begins to watch over a child. */
public final class Lifelines {

    /** JVM option by which that is soon, for tests of what happens after it. */
    public static final String SOON = "-Dprocession.lifeline.after=100";

    private Lifelines() {}
}
