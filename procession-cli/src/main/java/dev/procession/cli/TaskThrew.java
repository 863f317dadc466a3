package dev.procession.cli;

/**
 * Carries an exception of a task that could be taken for the pool's own verdict, such as a {@link
 * java.util.concurrent.CancellationException} that the task itself threw.
 */
final class TaskThrew extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TaskThrew(Throwable thrown) {
        super(null, thrown, false, false);
    }
}
