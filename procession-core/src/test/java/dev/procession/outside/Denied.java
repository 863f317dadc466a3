package dev.procession.outside;

import dev.procession.pool.ProcessPool;
import dev.procession.testing.Seccomp;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Programs to which the kernel denies the system calls that their arguments name. */
final class Denied {

    private Denied() {}

    /** A little of everything. */
    static final class All {
        public static void main(String[] arguments) throws Throwable {
            Seccomp.deny(rules(arguments));
            SmallWork.main(new String[0]);
        }
    }

    /** Two workers that wait for an outside command each, until somebody ends all this. */
    static final class Waiting {
        public static void main(String[] arguments) throws Throwable {
            Seccomp.deny(rules(arguments));
            try (ProcessPool pool = ProcessPool.of(2)) {
                CompletableFuture.allOf(pool.run(Waiting::sleep), pool.run(Waiting::sleep)).join();
            }
        }

        private static void sleep() throws Exception {
            Process command = new ProcessBuilder("sleep", "1000").start();
            System.out.println("command " + command.pid());
            command.waitFor();
        }
    }

    private static List<Seccomp.Rule> rules(String... arguments) {
        return Arrays.stream(arguments).map(Seccomp.Rule::parse).toList();
    }
}
