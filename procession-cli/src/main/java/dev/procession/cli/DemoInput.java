package dev.procession.cli;

import dev.procession.cli.DemoFinding.Unserializable;
import java.io.Serializable;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/** What a worker of the demo gets: classes to read, or something that does harm. */
sealed interface DemoInput extends Serializable {

    /**
     * Some classes of one package.
     *
     * @param module the module that has them
     * @param packageName the package with slashes, empty for the module's own description
     * @param names the names of the class files
     */
    record Batch(String module, String packageName, List<String> names) implements DemoInput {

        /** Returns the path of a class file in the running JDK. */
        String path(String name) {
            return "/modules/"
                    + module
                    + "/"
                    + (packageName.isEmpty() ? "" : packageName + "/")
                    + name;
        }

        @Override
        public String toString() {
            return module + " " + packageName.replace('/', '.') + " (" + names.size() + ")";
        }
    }

    /** An input that no program should meet, and its way to end a thread's hopes. */
    enum Hostile implements DemoInput {
        SEGFAULT("writes to address 0", Status.DIED) {
            @Override
            @SuppressWarnings("restricted") // workers have native access
            DemoFinding harm() {
                var nothing = MemorySegment.ofAddress(0).reinterpret(Integer.BYTES);
                nothing.set(ValueLayout.JAVA_INT, 0, 1);
                throw new IllegalStateException("the write to address 0 did no harm");
            }
        },
        EXIT("calls System.exit(0)", Status.DIED) {
            @Override
            DemoFinding harm() {
                System.exit(0);
                throw new IllegalStateException("the exit did not happen");
            }
        },
        HEAP("fills the heap", Status.MEMORY) {
            @Override
            @SuppressWarnings("ModifiedButNotUsed") // to hold the memory is its use
            DemoFinding harm() {
                List<long[]> all = new ArrayList<>();
                while (true) {
                    all.add(new long[1 << 16]);
                }
            }
        },
        LOOP("loops for ever", Status.TIMEOUT) {
            @Override
            DemoFinding harm() {
                while (true) {
                    Thread.onSpinWait();
                }
            }
        },
        RESULT("returns a running thread", Status.EXCEPTION) {
            @Override
            DemoFinding harm() {
                return new Unserializable(Thread.currentThread());
            }
        };

        private final String deed;
        private final Status expected;

        Hostile(String deed, Status expected) {
            this.deed = deed;
            this.expected = expected;
        }

        /** Does it. */
        abstract DemoFinding harm();

        /** Returns how the input must end. */
        Status expected() {
            return expected;
        }

        @Override
        public String toString() {
            return deed;
        }
    }
}
