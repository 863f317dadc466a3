package dev.procession.testing.simulator;

import dev.procession.internal.shared.Words;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/** What happened in a history, for who reads it after a violation; and the planted faults. */
final class Trace {

    private final boolean isKept;
    private final List<String> lines = new ArrayList<>();
    private final List<Watched> watched = new ArrayList<>();

    private static final class Watched {
        final String name;
        final Words words;
        final long offset;
        final Fault fault;
        int last;

        Watched(String name, Words words, long offset, Fault fault) {
            this.name = name;
            this.words = words;
            this.offset = offset;
            this.fault = fault;
            this.last = value(words, offset);
        }
    }

    Trace(boolean isKept) {
        this.isKept = isKept;
    }

    void watch(String name, Words words, long offset, Fault fault) {
        watched.add(new Watched(name, words, offset, fault));
    }

    /** Reads without a step. */
    static int value(Words words, long offset) {
        return words.memory().get(ValueLayout.JAVA_INT, offset);
    }

    /** Looks what a step has changed. */
    void look(SimulatedThread by) {
        for (Watched each : watched) {
            int now = value(each.words, each.offset);
            if (now != each.last) {
                int instead = each.fault.instead(by.process, each.last, now);
                each.words.memory().set(ValueLayout.JAVA_INT, each.offset, instead);
                String planted = instead == now ? "" : " (planted; rightly " + hex(now) + ")";
                tell(by, each.name + " " + hex(each.last) + " to " + hex(instead) + planted);
                each.last = instead;
            }
        }
    }

    void tell(Object who, String what) {
        if (isKept) {
            lines.add(who + " " + what);
        }
    }

    private static String hex(int value) {
        return Integer.toHexString(value);
    }

    List<String> lines() {
        return lines;
    }
}
