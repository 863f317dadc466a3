package dev.procession.internal.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.internal.util.Spares;
import dev.procession.testing.Victim;
import org.junit.jupiter.api.Test;

class OutsidePrefixIT {

    /** Initializes the class while somebody else is about to start a process, as it has to wait. */
    static final class Starting {
        public static void main(String[] none) throws InterruptedException {
            synchronized (Spares.class) {
                Thread initializing = new Thread(Starting::initialize);
                initializing.start();
                initializing.join();
            }
            System.out.println("initialized");
        }

        private static void initialize() {
            try {
                Class.forName(OutsidePrefix.class.getName());
            } catch (ClassNotFoundException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
    }

    /**
     * A virtual thread keeps its carrier while it initializes a class or waits for that: if it
     * waits there for one that has none, all of them stand still.
     */
    @Test
    void initializing_waitsForNobodyWhoStartsAProcess() {
        try (Victim starting = Victim.start(Starting.class)) {
            assertThat(starting.line("initialized")).isEmpty();
        }
    }
}
