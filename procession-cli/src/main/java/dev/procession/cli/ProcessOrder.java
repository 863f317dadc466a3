package dev.procession.cli;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** In which order {@code procession top} shows processes. */
enum ProcessOrder {
    TREE,
    CPU,
    MEMORY,
    AGE,
    DONE,
    NAME;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    ProcessOrder next() {
        var all = List.of(values());
        return all.get((all.indexOf(this) + 1) % all.size());
    }

    /** Brings processes that stand below their parents into this order. */
    void sort(List<Seen.Row> rows, CpuShare share) {
        switch (this) {
            case TREE -> {
                // As they stand.
            }
            case CPU -> rows.sort(Comparator.comparingDouble(share::of).reversed());
            case MEMORY -> rows.sort(Comparator.comparingLong(Seen.Row::residentBytes).reversed());
            case AGE -> rows.sort(Comparator.comparing(Seen.Row::age).reversed());
            case DONE -> rows.sort(Comparator.comparingLong(Seen.Row::tasksDone).reversed());
            case NAME -> rows.sort(Comparator.comparing(Seen.Row::name));
        }
    }
}
