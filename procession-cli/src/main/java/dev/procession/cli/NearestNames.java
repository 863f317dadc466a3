package dev.procession.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Finds the names that a mistyped one may have meant. */
final class NearestNames {

    private static final int MOST = 3;

    private record Scored(String name, int distance) {}

    private NearestNames() {}

    /**
     * Returns up to three known names, the nearest first.
     *
     * <p>Names with dots are compared as a whole and by their last part, so that a class is found
     * in another package, too.
     */
    static List<String> of(String wanted, Collection<String> known) {
        var allowed = Math.max(1, simple(wanted).length() / 3);
        return known.stream()
                .map(name -> new Scored(name, score(wanted, name)))
                .filter(scored -> scored.distance <= allowed)
                .sorted(Comparator.comparingInt(Scored::distance).thenComparing(Scored::name))
                .limit(MOST)
                .map(Scored::name)
                .toList();
    }

    private static int score(String wanted, String name) {
        var whole = distance(wanted, name);
        var last = distance(simple(wanted), simple(name));
        return Math.min(whole, wanted.equals(name) ? last : last + 1);
    }

    private static String simple(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /** Counts the insertions, deletions, replacements and swaps of neighbours, ignoring case. */
    static int distance(String left, String right) {
        var a = left.toLowerCase(Locale.ROOT);
        var b = right.toLowerCase(Locale.ROOT);
        var beforeLast = new int[b.length() + 1];
        var last = new int[b.length() + 1];
        var current = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            current[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            var spare = beforeLast;
            beforeLast = last;
            last = current;
            current = spare;
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                var same = a.charAt(i - 1) == b.charAt(j - 1);
                var best =
                        Math.min(
                                Math.min(last[j], current[j - 1]) + 1,
                                last[j - 1] + (same ? 0 : 1));
                if (i > 1
                        && j > 1
                        && a.charAt(i - 1) == b.charAt(j - 2)
                        && a.charAt(i - 2) == b.charAt(j - 1)) {
                    best = Math.min(best, beforeLast[j - 2] + 1);
                }
                current[j] = best;
            }
        }
        return current[b.length()];
    }
}
