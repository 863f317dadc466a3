package dev.procession.cli;

import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** The first line of {@code procession top}, of which the counts stay longest. */
final class TopTitle {

    private TopTitle() {}

    static String of(Seen seen, ProcessOrder order, int width) {
        var programs = seen.sessions().size();
        var all = seen.rows();
        var busy = all.stream().filter(row -> row.state().equals("busy")).count() + " busy";
        var time = LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS);
        var counts =
                counted(programs, " program", " programs")
                        + ", "
                        + counted(all.size(), " process", " processes")
                        + ", "
                        + busy;
        var forms =
                List.of(
                        "top " + time + "  " + counts + "  by " + order.word(),
                        counts + "  by " + order.word(),
                        counts,
                        programs + " prog, " + all.size() + " proc, " + busy,
                        all.size() + " proc, " + busy);
        return forms.stream()
                .filter(form -> Columns.width(form) <= width)
                .findFirst()
                .orElse(Columns.fit(forms.getLast(), width));
    }

    private static String counted(int number, String one, String several) {
        return number + (number == 1 ? one : several);
    }
}
