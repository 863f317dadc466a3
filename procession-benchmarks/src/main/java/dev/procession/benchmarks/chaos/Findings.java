package dev.procession.benchmarks.chaos;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Counts what is not as it must be, and keeps the first of each sort in words. */
final class Findings {

    private static final int MOST_TOLD = 10;

    /** The sorts. */
    enum Sort {
        LOST,
        DUPLICATED,
        ORPHAN,
        LEAKED,
        WRONG
    }

    private final Map<Sort, List<String>> told = new EnumMap<>(Sort.class);
    private final Map<Sort, Long> counts = new EnumMap<>(Sort.class);

    synchronized void add(Sort sort, String what) {
        List<String> list = told.computeIfAbsent(sort, first -> new ArrayList<>());
        if (list.size() < MOST_TOLD) {
            list.add(sort.name().toLowerCase(java.util.Locale.ROOT) + ": " + what);
        }
        counts.merge(sort, 1L, Long::sum);
    }

    synchronized long count(Sort sort) {
        return counts.getOrDefault(sort, 0L);
    }

    synchronized List<String> told() {
        return told.values().stream().flatMap(List::stream).toList();
    }
}
