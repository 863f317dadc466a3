package dev.procession.benchmarks.chaos;

import dev.procession.cli.JsonText;
import dev.procession.cli.Paint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes a verdict. */
final class ChaosReport {

    private ChaosReport() {}

    private static Map<String, Long> judged(Verdict verdict) {
        Map<String, Long> map = new LinkedHashMap<>();
        map.put("lost", verdict.lost());
        map.put("duplicated", verdict.duplicated());
        map.put("orphans", verdict.orphans());
        map.put("leaked", verdict.leaked());
        map.put("wrong", verdict.wrong());
        return map;
    }

    /** Returns it as one JSON object on a line. */
    static String json(Verdict verdict) {
        Map<String, Long> map = new LinkedHashMap<>();
        map.put("kills", verdict.kills());
        map.putAll(verdict.work());
        map.putAll(judged(verdict));
        return JsonText.ofPlain(map);
    }

    /** Returns it as a table for people. */
    static List<String> table(Verdict verdict, Paint paint) {
        List<String> lines = new ArrayList<>();
        lines.add(row("kills", verdict.kills()));
        verdict.work().forEach((name, count) -> lines.add(row(name, count)));
        judged(verdict)
                .forEach((name, count) -> {
                    String text = row(name, count);
                    lines.add(count == 0 ? paint.green(text) : paint.red(text));
                });
        return lines;
    }

    private static String row(String name, long count) {
        return String.format(Locale.ROOT, "%-14s %,10d", name, count);
    }
}
