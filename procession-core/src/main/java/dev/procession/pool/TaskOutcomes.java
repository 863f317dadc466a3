package dev.procession.pool;

import dev.procession.CodecException;
import dev.procession.MemoryLimitException;
import dev.procession.TaskTimeoutException;
import dev.procession.WorkerDiedException;
import java.util.concurrent.CancellationException;

/** What recordings call the outcomes of tasks. */
final class TaskOutcomes {

    static final String VALUE = "value";
    static final String CANCELLED = "cancelled";
    private static final String EXCEPTION = "exception";
    private static final String MEMORY_LIMIT = "memory limit";
    private static final String NOT_ENCODED = "not encoded or decoded";

    private TaskOutcomes() {}

    static String of(Raw raw) {
        return switch (raw.status()) {
            case TaskFrame.VALUE -> VALUE;
            case TaskFrame.OUT_OF_MEMORY -> MEMORY_LIMIT;
            case TaskFrame.NOT_CODED -> NOT_ENCODED;
            default -> EXCEPTION;
        };
    }

    static String of(Throwable failure) {
        return switch (failure) {
            case WorkerDiedException _ -> "worker died";
            case TaskTimeoutException _ -> "timeout";
            case MemoryLimitException _ -> MEMORY_LIMIT;
            case CodecException _ -> NOT_ENCODED;
            case CancellationException _ -> CANCELLED;
            default -> EXCEPTION;
        };
    }
}
