package dev.procession.cli;

import dev.procession.daemon.DaemonStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How a daemon stands, as text. */
final class DaemonText {

    private DaemonText() {}

    /** Returns a status in a line, whatever is in its messages. */
    static String line(DaemonStatus status) {
        var text = new StringBuilder(status.name()).append(": ");
        text.append(status.state().name().toLowerCase(Locale.ROOT));
        if (status.isRunning()) {
            status.pid().ifPresent(pid -> text.append(", pid ").append(pid));
            status.since().ifPresent(since -> text.append(", for ").append(age(since)));
        }
        status.ending().ifPresent(ending -> text.append(": ").append(ending));
        status.trouble().ifPresent(trouble -> text.append(": ").append(trouble));
        return oneLine(text.toString());
    }

    /** Returns the text with its lines behind each other, and nothing that steers a terminal. */
    static String oneLine(String text) {
        return Columns.visible(text.strip().replaceAll("\\s*\\R\\s*", " | ").replace('\t', ' '));
    }

    private static String age(Instant since) {
        return Durations.brief(Duration.between(since, Instant.now()));
    }

    /** Returns a status with the last lines of the log. */
    static String lines(DaemonStatus status) {
        var text = new StringBuilder(line(status));
        text.append("\nlog: ").append(status.log());
        status.crashReport().ifPresent(path -> text.append("\ncrash report: ").append(path));
        for (var each : status.lastLogLines()) {
            text.append("\n  ").append(Columns.visible(each.replace("\t", "    ")));
        }
        return text.toString();
    }

    static String json(DaemonStatus status) {
        Map<String, Object> parts = new LinkedHashMap<>();
        parts.put("name", status.name());
        parts.put("state", status.state());
        parts.put("pid", status.pid());
        parts.put("since", status.since());
        parts.put("ending", status.ending());
        parts.put("trouble", status.trouble());
        parts.put("crashReport", status.crashReport());
        parts.put("log", status.log().toString());
        parts.put("lastLogLines", List.copyOf(status.lastLogLines()));
        return JsonText.ofPlain(parts);
    }
}
