package dev.procession.internal.channel;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Explores every interleaving of a few small processes over a few shared words, each step one
 * access to memory, and finds the schedules in which they get stuck or break a rule.
 *
 * <p>Sequentially consistent, as the accesses that the real protocol uses for these words are.
 */
final class ModelChecker {

    /** One step of a process; returns whether it could be taken in this state, which it changes. */
    interface Step {
        boolean take(int[] state);
    }

    /** A rule that no state may break. */
    interface Rule {
        /** Returns what is wrong, or null. */
        String broken(int[] state);
    }

    private static final int MAX_STATES = 2_000_000;

    private final List<Step[]> processes = new ArrayList<>();
    private final List<Rule> rules = new ArrayList<>();
    private Rule atTheEnd = state -> null;

    /** Adds a process: its steps, indexed by its program counter, the word of that number. */
    ModelChecker process(Step... steps) {
        processes.add(steps);
        return this;
    }

    ModelChecker always(Rule rule) {
        rules.add(rule);
        return this;
    }

    /** A rule for the states in which nobody can take a step. */
    ModelChecker atTheEnd(Rule rule) {
        atTheEnd = rule;
        return this;
    }

    /** Explores; returns null, or the fault and the schedule that leads to it. */
    String explore(int[] start) {
        Map<State, State> from = new HashMap<>();
        Deque<State> open = new ArrayDeque<>();
        State first = new State(start);
        from.put(first, first);
        open.add(first);
        while (!open.isEmpty()) {
            State state = open.poll();
            String fault = fault(state.words(), rules);
            if (fault != null) {
                return fault + schedule(from, state);
            }
            boolean moved = false;
            for (Step[] steps : processes) {
                moved |= move(state, steps, from, open);
            }
            if (!moved) {
                fault = atTheEnd.broken(state.words());
                if (fault != null) {
                    return fault + schedule(from, state);
                }
            }
            if (from.size() > MAX_STATES) {
                throw new IllegalStateException("too many states: states=" + from.size());
            }
        }
        return null;
    }

    private boolean move(State state, Step[] steps, Map<State, State> from, Deque<State> open) {
        int[] words = state.words().clone();
        int counter = words[processes.indexOf(steps)];
        if (counter >= steps.length || !steps[counter].take(words)) {
            return false;
        }
        State next = new State(words);
        if (from.putIfAbsent(next, state) == null) {
            open.add(next);
        }
        return true;
    }

    private static String fault(int[] words, List<Rule> rules) {
        for (Rule rule : rules) {
            String broken = rule.broken(words);
            if (broken != null) {
                return broken;
            }
        }
        return null;
    }

    private static String schedule(Map<State, State> from, State last) {
        Deque<String> lines = new ArrayDeque<>();
        State state = last;
        while (from.get(state) != state) {
            lines.push(Arrays.toString(state.words()));
            state = from.get(state);
        }
        return "\n" + String.join("\n", lines);
    }

    private record State(int[] words) {
        @Override
        public boolean equals(Object other) {
            return other instanceof State state && Arrays.equals(words, state.words);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(words);
        }
    }
}
