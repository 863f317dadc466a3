package dev.procession.benchmarks;

import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** One JSON object on one line for each case. */
final class JsonReport {

    private JsonReport() {}

    static String line(Result result) {
        Case of = result.of();
        StringJoiner object = object();
        object.add(member("case", text(of.name())));
        object.add(member("unit", text(of.unit())));
        Exception failure = result.failure();
        if (failure != null) {
            object.add(member("failure", text(Result.reason(failure))));
            return object.toString();
        }
        StringJoiner ratios = object();
        for (Map.Entry<String, Statistics> entry : result.figures().entrySet()) {
            String name = entry.getKey();
            object.add(member(name, statistics(entry.getValue())));
            if (!name.equals(Entrant.OURS)) {
                result.ratio(name)
                        .ifPresent(ratio -> ratios.add(member(name, Figures.plain(ratio))));
            }
        }
        object.add(member("ratio", ratios.toString()));
        Target target = of.target();
        if (target != null) {
            object.add(member("target", target(target, result)));
        }
        if (!result.absent().isEmpty()) {
            StringJoiner absent = object();
            result.absent().forEach((name, why) -> absent.add(member(name, text(why))));
            object.add(member("absent", absent.toString()));
        }
        if (!result.notes().isEmpty()) {
            object.add(member("notes", texts(result.notes())));
        }
        return object.toString();
    }

    private static String statistics(Statistics of) {
        return object().add(member("p50", Figures.plain(of.p50())))
                .add(member("p99", Figures.plain(of.p99())))
                .add(member("best", Figures.plain(of.best())))
                .add(member("samples", Integer.toString(of.samples())))
                .toString();
    }

    private static String target(Target target, Result result) {
        StringJoiner object = object();
        String peer = target.peer();
        object.add(member("of", text(peer == null ? "p50" : "ratio." + peer)));
        object.add(member(target.isUpper() ? "atMost" : "atLeast", Figures.plain(target.bound())));
        result.judged(target)
                .ifPresent(value -> object.add(member("met", "" + target.isMetBy(value))));
        return object.toString();
    }

    private static StringJoiner object() {
        return new StringJoiner(",", "{", "}");
    }

    private static String member(String name, String value) {
        return text(name) + ":" + value;
    }

    private static String texts(List<String> values) {
        StringJoiner array = new StringJoiner(",", "[", "]");
        values.forEach(value -> array.add(text(value)));
        return array.toString();
    }

    /** Quotes a text. */
    static String text(String value) {
        StringBuilder quoted = new StringBuilder(value.length() + 2).append('"');
        for (int i = 0; i < value.length(); i++) {
            char character = value.charAt(i);
            switch (character) {
                case '"', '\\' -> quoted.append('\\').append(character);
                case '\n' -> quoted.append("\\n");
                case '\t' -> quoted.append("\\t");
                default -> {
                    if (character < ' ') {
                        quoted.append(String.format("\\u%04x", (int) character));
                    } else {
                        quoted.append(character);
                    }
                }
            }
        }
        return quoted.append('"').toString();
    }
}
