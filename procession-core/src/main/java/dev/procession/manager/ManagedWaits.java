package dev.procession.manager;

/** What waits of all kinds have in common. */
final class ManagedWaits {

    private ManagedWaits() {}

    /** As the JDK's waits do at their beginning. */
    static void requireUninterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }
}
