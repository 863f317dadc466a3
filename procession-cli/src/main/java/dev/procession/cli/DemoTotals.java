package dev.procession.cli;

import dev.procession.cli.DemoFinding.Counted;
import dev.procession.cli.DemoFinding.MethodSize;
import dev.procession.pool.Outcome;
import java.lang.classfile.Opcode;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Adds up what the workers of the demo found, and what the hostile inputs came to. */
final class DemoTotals {

    private final Map<DemoInput.Hostile, Outcome.Failed<DemoInput, DemoFinding>> hostile =
            new EnumMap<>(DemoInput.Hostile.class);
    private final List<String> wrongs = new ArrayList<>();
    private final BitSet seen = new BitSet();
    private final Map<String, ModuleSize> modules = new TreeMap<>();
    private final TreeSet<MethodSize> largest = new TreeSet<>();
    private final Map<Opcode, Long> instructions = new EnumMap<>(Opcode.class);
    private long batches;
    private long classes;
    private long methods;

    /**
     * A module.
     *
     * @param name its name
     * @param classes how many classes it has
     * @param bytes the size of their files
     */
    record ModuleSize(String name, long classes, long bytes) {
        ModuleSize plus(Counted counted) {
            return new ModuleSize(name, classes + counted.classes(), bytes + counted.bytes());
        }
    }

    /** Adds an outcome. */
    void add(Outcome<DemoInput, DemoFinding> outcome) {
        var index = Math.toIntExact(outcome.run().index());
        if (seen.get(index)) {
            wrongs.add(outcome.input() + ": has two outcomes");
        }
        seen.set(index);
        switch (outcome) {
            case Outcome.Ok<DemoInput, DemoFinding>(var input, var finding, var run) ->
                    add(input, finding);
            case Outcome.Failed<DemoInput, DemoFinding> failed -> add(failed);
        }
    }

    private void add(Outcome.Failed<DemoInput, DemoFinding> failed) {
        if (failed.input() instanceof DemoInput.Hostile input) {
            hostile.put(input, failed);
        }
        var isExpected =
                failed.input() instanceof DemoInput.Hostile input
                        && input.expected() == Status.of(failed.cause());
        if (!isExpected) {
            wrongs.add(failed.input() + ": " + Failure.of(failed.cause()).line());
        }
    }

    private void add(DemoInput input, DemoFinding finding) {
        if (input instanceof DemoInput.Batch batch
                && finding instanceof Counted counted
                && counted.classes() == batch.names().size()
                && counted.nameSum() == DemoTask.expectedNameSum(batch)) {
            add(batch, counted);
        } else {
            wrongs.add(input + ": has a wrong result");
        }
    }

    private void add(DemoInput.Batch batch, Counted counted) {
        batches++;
        classes += counted.classes();
        methods += counted.methods();
        modules.merge(
                batch.module(),
                new ModuleSize(batch.module(), 0, 0).plus(counted),
                (known, ignored) -> known.plus(counted));
        largest.addAll(counted.largest());
        while (largest.size() > DemoTask.LARGEST) {
            largest.pollLast();
        }
        counted.instructions()
                .forEach((opcode, count) -> instructions.merge(opcode, count, Long::sum));
    }

    /** Says how many classes were to be read. */
    void expect(long expected) {
        if (classes != expected) {
            wrongs.add("read " + classes + " classes instead of " + expected);
        }
        for (var each : DemoInput.Hostile.values()) {
            if (!hostile.containsKey(each)) {
                wrongs.add(each + ": has no failure");
            }
        }
    }

    long batches() {
        return batches;
    }

    long classes() {
        return classes;
    }

    long methods() {
        return methods;
    }

    long instructions() {
        return instructions.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Returns what went otherwise than it must. */
    List<String> wrongs() {
        return wrongs;
    }

    Map<DemoInput.Hostile, Outcome.Failed<DemoInput, DemoFinding>> hostile() {
        return hostile;
    }

    List<MethodSize> largest() {
        return List.copyOf(largest);
    }

    /** Returns the modules, the largest first. */
    List<ModuleSize> modules() {
        return modules.values().stream()
                .sorted((left, right) -> Long.compare(right.bytes(), left.bytes()))
                .toList();
    }

    /** Returns how often each instruction occurs, the most frequent first. */
    Map<String, Long> mostUsed(int most) {
        Map<String, Long> counts = new LinkedHashMap<>();
        instructions.entrySet().stream()
                .sorted(Map.Entry.<Opcode, Long>comparingByValue().reversed())
                .limit(most)
                .forEach(each ->
                        counts.put(each.getKey().name().toLowerCase(Locale.ROOT), each.getValue()));
        return counts;
    }
}
