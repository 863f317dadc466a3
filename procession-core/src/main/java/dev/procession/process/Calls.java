package dev.procession.process;

import dev.procession.TaskAction;
import dev.procession.TaskBiConsumer;
import dev.procession.TaskConsumer;
import dev.procession.internal.code.CodeOwner;
import org.jspecify.annotations.Nullable;

/** The work of a process with its arguments bound, as it travels. */
final class Calls {

    private Calls() {}

    /** A class of the user's, as a rule that of the work, whose loader knows his types. */
    static Class<?> owner(TaskAction action) {
        return switch (action) {
            case One<?> call -> call.work().getClass();
            case Two<?, ?> call -> call.work().getClass();
            case CodeOwner work -> work.codeOwner();
            default -> action.getClass();
        };
    }

    /**
     * Work with one argument.
     *
     * @param work the work
     * @param argument its argument
     * @param <A> the type of the argument
     */
    record One<A extends @Nullable Object>(TaskConsumer<A> work, A argument) implements TaskAction {
        @Override
        public void run() throws Exception {
            work.accept(argument);
        }
    }

    /**
     * Work with two arguments.
     *
     * @param work the work
     * @param first its first argument
     * @param second its second argument
     * @param <A> the type of the first argument
     * @param <B> the type of the second argument
     */
    record Two<A extends @Nullable Object, B extends @Nullable Object>(
            TaskBiConsumer<A, B> work, A first, B second) implements TaskAction {
        @Override
        public void run() throws Exception {
            work.accept(first, second);
        }
    }
}
