package dev.procession.process;

import dev.procession.TaskAction;
import dev.procession.TaskBiConsumer;
import dev.procession.TaskConsumer;
import org.jspecify.annotations.Nullable;

/** The work of a process with its arguments bound, as it travels. */
final class Calls {

    private Calls() {}

    /** Work with one argument. */
    record One<A extends @Nullable Object>(TaskConsumer<A> work, A argument) implements TaskAction {
        @Override
        public void run() throws Exception {
            work.accept(argument);
        }
    }

    /** Work with two arguments. */
    record Two<A extends @Nullable Object, B extends @Nullable Object>(
            TaskBiConsumer<A, B> work, A first, B second) implements TaskAction {
        @Override
        public void run() throws Exception {
            work.accept(first, second);
        }
    }
}
