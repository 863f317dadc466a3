package dev.procession.pool;

import dev.procession.TaskAction;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;

/** A task that was submitted as something else than a {@link Runnable} and never began. */
record NeverRan(Object original, Future<?> future) implements Runnable {

    @Override
    public void run() {
        try {
            switch (original) {
                case Callable<?> callable -> callable.call();
                case TaskAction action -> action.run();
                default -> throw new IllegalStateException("not a task: " + original.getClass());
            }
        } catch (RuntimeException | Error unchecked) {
            throw unchecked;
        } catch (Exception checked) {
            throw new CompletionException(checked);
        }
    }
}
