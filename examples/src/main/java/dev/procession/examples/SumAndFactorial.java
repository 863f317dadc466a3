package dev.procession.examples;

import dev.procession.process.JavaProcess;
import dev.procession.process.ProcessTask;
import java.math.BigInteger;
import java.util.stream.LongStream;

/**
 * The two forms of a process: a function with its argument (sum), and a subclass with its inputs in
 * fields (factorial). The usual program asks for the number in the child, whose standard input is
 * empty; ask for it in the parent, and refuse there what makes no sense.
 */
public final class SumAndFactorial {

    private static final int MOST = 1000;

    private SumAndFactorial() {}

    private static void sum(int n) {
        System.out.println("the sum of 1 to " + n + " is " + LongStream.rangeClosed(1, n).sum());
    }

    private static final class Factorial extends ProcessTask {
        private static final long serialVersionUID = 1L;

        private final int n;

        Factorial(int n) {
            this.n = n;
        }

        @Override
        public void run() {
            var factors = LongStream.rangeClosed(1, n).mapToObj(BigInteger::valueOf);
            System.out.println(
                    "the factorial of "
                            + n
                            + " is "
                            + factors.reduce(BigInteger.ONE, BigInteger::multiply));
        }
    }

    /**
     * Runs the program.
     *
     * @param args the number, 5 if it is missing
     * @throws InterruptedException if interrupted while the children run
     */
    public static void main(String[] args) throws InterruptedException {
        var n = Arguments.number(args, 0, 0, MOST, 5);
        try (var sum = JavaProcess.start(SumAndFactorial::sum, n);
                var factorial = new Factorial(n).start()) {
            sum.join();
            factorial.join();
        }
    }
}
