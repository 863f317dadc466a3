package dev.procession.pool;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a pool can ask a worker while the worker's thread is in a task. */
final class Control {
    Control(String name) {}

    /** Where a task is, or why that is not known. */
    record Stack(List<StackTraceElement> frames, @Nullable String whyNone) {}

    Stack stack(Worker worker, Work work) { return new Stack(List.of(), "TBD"); }

    void interrupt(Worker worker, Work work, long nanos) {}
}
