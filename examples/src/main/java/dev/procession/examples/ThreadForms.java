package dev.procession.examples;

/**
 * One thread in two forms: a class of its own that extends {@link Thread}, and a function given to
 * a builder. The second one is the better habit: what a thread does is not what it is.
 */
public final class ThreadForms {

    private ThreadForms() {}

    /** The class of its own: its result is a field, to be read after {@code join}. */
    private static final class Factorial extends Thread {
        private final int of;
        private long result;

        Factorial(int of) {
            super("factorial");
            this.of = of;
        }

        @Override
        public void run() {
            var product = 1L;
            for (var i = 2; i <= of; i++) {
                product = Math.multiplyExact(product, i);
            }
            result = product;
        }
    }

    private static void sum(int most) {
        var name = Thread.currentThread().getName();
        System.out.println(name + ": the sum up to " + most + " is " + most * (most + 1) / 2);
    }

    /**
     * Runs the program.
     *
     * @throws InterruptedException if interrupted while the threads work
     */
    public static void main() throws InterruptedException {
        var factorial = new Factorial(10);
        factorial.start();
        factorial.join();
        System.out.println(factorial.getName() + ": 10! is " + factorial.result);
        Thread.ofPlatform().name("sum").start(() -> sum(100)).join();
    }
}
