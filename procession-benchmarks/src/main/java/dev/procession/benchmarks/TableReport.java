package dev.procession.benchmarks;

import java.io.PrintWriter;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** A table for people: a few rows for each case, as soon as it is done. */
final class TableReport {

    private static final int BAR = 24;

    private final PrintWriter out;
    private boolean hasHead;

    TableReport(PrintWriter out) {
        this.out = out;
    }

    void print(Result result) {
        if (!hasHead) {
            hasHead = true;
            row("case", "who", "median", "p99", "unit", "ours/peer", "target", "");
        }
        out.println();
        Case of = result.of();
        Exception failure = result.failure();
        if (failure != null) {
            row(of.name(), Entrant.OURS, "failed", "", "", "", "", "");
        }
        Span span = Span.of(result.figures().values());
        boolean isFirst = failure == null;
        for (Map.Entry<String, Statistics> entry : result.figures().entrySet()) {
            String who = entry.getKey();
            Statistics figures = entry.getValue();
            OptionalDouble ratio = result.ratio(who);
            row(
                    isFirst ? of.name() : "",
                    who,
                    Figures.plain(figures.p50()),
                    Figures.plain(figures.p99()),
                    of.unit(),
                    ratio.isEmpty() || isFirst ? "" : Figures.ratio(ratio.getAsDouble()),
                    verdict(of.target(), who, result),
                    bar(span.part(figures.p50())));
            isFirst = false;
        }
        for (Map.Entry<String, String> absent : result.absent().entrySet()) {
            String first = absent.getKey().equals(Entrant.OURS) ? of.name() : "";
            row(first, absent.getKey(), "-", "-", "", "", "", absent.getValue());
        }
        line(explanation(result));
        if (span.isLogarithmic()) {
            line("the bars are logarithmic: each # is as many times as much");
        }
        result.notes().forEach(this::line);
        if (failure != null) {
            line(Result.reason(failure));
        }
        out.flush();
    }

    private static String explanation(Result result) {
        Case of = result.of();
        boolean isRate = of.sense() == Case.Sense.MORE_IS_BETTER;
        StringJoiner samples = new StringJoiner(", ", "; samples: ", ")").setEmptyValue(")");
        result.figures().forEach((who, figures) -> samples.add("" + figures.samples()));
        return of.meaning() + (isRate ? " (more is better" : " (less is better") + samples;
    }

    private static String verdict(@Nullable Target target, String who, Result result) {
        if (target == null) {
            return "";
        }
        String peer = target.peer();
        OptionalDouble value = result.judged(target);
        if (!who.equals(peer == null ? Entrant.OURS : peer) || value.isEmpty()) {
            return "";
        }
        String bound = peer == null ? Figures.plain(target.bound()) : Figures.ratio(target.bound());
        return (target.isUpper() ? "<= " : ">= ")
                + bound
                + (target.isMetBy(value.getAsDouble()) ? "  met" : "  MISSED");
    }

    private static String bar(double share) {
        return "#".repeat(Math.max(1, (int) Math.round(share * BAR)));
    }

    private void line(String text) {
        out.printf("%-16s %s%n", "", text);
    }

    private void row(Object... cells) {
        String line = String.format("%-16s %-14s %12s %12s %-5s %10s  %-16s %s", cells);
        out.println(line.stripTrailing());
    }
}
