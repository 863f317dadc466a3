package dev.procession.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code procession doctor}. */
@Command(
        name = "doctor",
        sortOptions = false,
        header = "Says what this machine allows, and what it means where it does not.",
        description = {
            "",
            "Each line is ok, limited (it works, but less well) or missing (something does not work), with what"
                    + " follows from it. It is about this user, this Java, and the control group that the command"
                    + " runs in: in a container, run it there.",
            ""
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:nothing is missing",
            "1:something is missing",
            "2:the command line is wrong"
        })
final class DoctorCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Option(names = "--json", description = "Print one JSON object on one line.")
    private boolean isJson;

    @Override
    public Integer call() {
        var findings = Checkup.all();
        var out = spec.commandLine().getOut();
        if (isJson) {
            out.println(JsonText.ofPlain(json(findings)));
        } else {
            lines(findings).forEach(out::println);
        }
        out.flush();
        return findings.stream().anyMatch(each -> each.verdict() == Checkup.Verdict.MISSING)
                ? 1
                : 0;
    }

    private static List<String> lines(List<Checkup.Finding> findings) {
        var widest = findings.stream().mapToInt(each -> each.what().length()).max().orElse(0);
        List<String> lines = new ArrayList<>();
        for (var each : findings) {
            lines.add(
                    Columns.left(word(each), 8)
                            + Columns.left(each.what(), widest + 2)
                            + each.found()
                            + (each.consequence().isEmpty() ? "" : ": " + each.consequence()));
        }
        return lines;
    }

    private static String word(Checkup.Finding finding) {
        return finding.verdict().name().toLowerCase(Locale.ROOT);
    }

    private static Map<String, Object> json(List<Checkup.Finding> findings) {
        List<Map<String, Object>> checks = new ArrayList<>();
        for (var each : findings) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("what", each.what());
            json.put("verdict", word(each));
            json.put("found", each.found());
            json.put("consequence", each.consequence());
            checks.add(json);
        }
        return Map.of("checks", checks);
    }
}
