package dev.procession.cli;

import dev.procession.MemoryLimitException;
import dev.procession.TaskTimeoutException;
import dev.procession.WorkerDiedException;
import dev.procession.pool.Outcome;
import java.util.Locale;
import java.util.concurrent.CancellationException;

/** How an input ended. */
enum Status {
    OK,
    EXCEPTION,
    TIMEOUT,
    MEMORY,
    DIED,
    CANCELLED;

    static Status of(Outcome<?, ?> outcome) {
        return switch (outcome) {
            case Outcome.Ok<?, ?> ok -> OK;
            case Outcome.Failed<?, ?> failed -> of(failed.cause());
        };
    }

    static Status of(Throwable cause) {
        return switch (cause) {
            case TaskTimeoutException timeout -> TIMEOUT;
            case MemoryLimitException memory -> MEMORY;
            case WorkerDiedException death -> DIED;
            case CancellationException cancelled -> CANCELLED;
            default -> EXCEPTION;
        };
    }

    /** Returns the word for it in all output. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
