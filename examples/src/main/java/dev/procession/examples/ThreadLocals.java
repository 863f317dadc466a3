package dev.procession.examples;

/**
 * A variable of which each thread has its own. The main thread's is not seen by another one, which
 * finds the initial value and may change its own as it likes.
 */
public final class ThreadLocals {

    private static final ThreadLocal<String> USER = ThreadLocal.withInitial(() -> "nobody");

    private ThreadLocals() {}

    private static void serve(String user) {
        var before = USER.get();
        USER.set(user);
        System.out.println(before + " became " + USER.get());
    }

    /**
     * Runs the program.
     *
     * @throws InterruptedException if interrupted while the threads work
     */
    public static void main() throws InterruptedException {
        serve("root");
        for (var user : new String[] {"ann", "ben"}) {
            Thread.ofPlatform().start(() -> serve(user)).join();
        }
        System.out.println("here it is " + USER.get());
    }
}
