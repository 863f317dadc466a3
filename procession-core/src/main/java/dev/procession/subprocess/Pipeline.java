package dev.procession.subprocess;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Several commands each of which reads what the one before it writes.
 *
 * {@snippet :
 * CommandResult found = Command.of("dmesg").pipe(Command.of("grep", "oom")).run();
 * found.statuses();   // of each
 * found.status();     // of the last that has failed
 * }
 *
 * <p>They run at the same time, and the system hands the data over. What each writes to its
 * standard error is captured for itself, unless that goes elsewhere. Its {@link
 * dev.procession.CommandResult#status() status} is that of the last command that has failed: see
 * there.
 *
 * <p>Immutable: each of the methods that change something returns another pipeline.
 *
 * @since 0.1
 */
public final class Pipeline extends CommandLine<Pipeline> {

    private final List<Stage> stages;

    Pipeline(List<Stage> stages, Plan plan) {
        super(plan);
        this.stages = stages;
    }

    /**
     * Joins one more command at the end.
     *
     * @param next reads what the last one writes
     * @return the longer pipeline
     * @throws IllegalArgumentException if this one's output goes elsewhere or one has a terminal,
     *     or what holds for the whole was set for {@code next}: set it for the pipeline
     */
    public Pipeline pipe(Command next) {
        if (!plan.output().isCaptured() || plan.screen() != null) {
            throw new IllegalArgumentException(
                    "only what is captured, and not of a terminal, can be read by the next command:"
                            + " output="
                            + plan.output()
                            + "; set the output of the whole pipeline, after pipe");
        }
        if (!next.plan.equals(Plan.DEFAULT)) {
            throw new IllegalArgumentException(
                    "input, output, limits and charset hold for a pipeline as a whole: command="
                            + next
                            + "; set them after pipe, not for one command");
        }
        List<Stage> longer = new ArrayList<>(stages);
        longer.addAll(next.stages());
        return new Pipeline(List.copyOf(longer), plan);
    }

    @Override
    Pipeline with(Plan changed) {
        return new Pipeline(stages, changed);
    }

    @Override
    List<Stage> stages() {
        return stages;
    }

    @Override
    public String toString() {
        return stages.stream()
                .map(each -> Words.shown(each.words()))
                .collect(Collectors.joining(" | ", "Pipeline[", "]"));
    }
}
