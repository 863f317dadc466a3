package dev.procession.cli;

import dev.procession.DaemonRunningException;
import dev.procession.DaemonStartException;
import dev.procession.daemon.DaemonStatus;
import dev.procession.daemon.Daemons;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code procession daemon}. */
@Command(
        name = "daemon",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        header = "Starts, asks and ends daemons: services that outlive who has started them.",
        description = {
            "",
            "A daemon has a name, by which any program of this user finds it. Its files are in"
                    + " procession-daemons-USER/NAME, in java.io.tmpdir or where -Dprocession.directory says.",
            ""
        })
final class DaemonCommand implements Runnable {

    private static final int CRASHED = 1;
    private static final int NOT_RUNNING = 3;
    private static final int ABSENT = 4;

    @Spec private CommandSpec spec;

    /** Returns the command; what follows the class that is started is for that, options too. */
    static CommandLine line() {
        var line = new CommandLine(new DaemonCommand());
        line.addSubcommand(new CommandLine(new DaemonStartCommand()).setStopAtPositional(true));
        return line;
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "say what to do: start, status, ping, stop, restart, list, log or remove");
    }

    @Command(
            name = "status",
            mixinStandardHelpOptions = true,
            header = "Tells whether a daemon runs, or what has ended it, and its last lines.",
            exitCodeListHeading = "%nExit status:%n",
            exitCodeList = {
                "0:it runs",
                "1:it has crashed",
                "3:it was stopped, or is being started",
                "4:there is none of this name"
            })
    int status(
            @Parameters(paramLabel = "NAME", description = "Its name.") String name,
            @Option(names = "--json", description = "Print a line of JSON.") boolean isJson) {
        return tell(
                spec,
                () -> {
                    var status = Daemons.status(name);
                    print(isJson ? json(status) : text(status));
                    return switch (status.state()) {
                        case RUNNING -> 0;
                        case CRASHED -> CRASHED;
                        case STOPPED, STARTING -> NOT_RUNNING;
                        case ABSENT -> ABSENT;
                    };
                });
    }

    @Command(
            name = "ping",
            mixinStandardHelpOptions = true,
            header = "Asks a daemon whether it answers, and tells how long that took.")
    int ping(
            @Parameters(paramLabel = "NAME", description = "Its name.") String name,
            @Option(
                            names = "--timeout",
                            paramLabel = "TIME",
                            description = "How long to wait for the answer. Default: 2s.")
                    @Nullable String timeout) {
        return tell(
                spec,
                () -> {
                    var limit =
                            timeout == null
                                    ? Duration.ofSeconds(2)
                                    : Durations.parse("--timeout", timeout);
                    var took = Daemons.ping(name, limit);
                    print(
                            String.format(
                                    Locale.ROOT,
                                    "%s answered in %.3f ms",
                                    name,
                                    took.toNanos() / 1e6));
                    return 0;
                });
    }

    @Command(
            name = "stop",
            mixinStandardHelpOptions = true,
            header = "Ends a daemon: asks it to, then SIGTERM, then SIGKILL.")
    int stop(
            @Parameters(paramLabel = "NAME", description = "Its name.") String name,
            @Option(
                            names = "--grace",
                            paramLabel = "TIME",
                            description = "How long it has for each step. Default: 5s.")
                    @Nullable String grace) {
        return tell(
                spec,
                () -> {
                    var status = Daemons.stop(name, grace(grace));
                    print(line(status));
                    return status.isRunning() ? 1 : 0;
                });
    }

    @Command(
            name = "restart",
            mixinStandardHelpOptions = true,
            header = "Ends a daemon if it runs, and starts it as it was started the last time.")
    int restart(
            @Parameters(paramLabel = "NAME", description = "Its name.") String name,
            @Option(
                            names = "--grace",
                            paramLabel = "TIME",
                            description = "How long it has for each step of its end. Default: 5s.")
                    @Nullable String grace) {
        return tell(
                spec,
                () -> {
                    print(line(Daemons.restart(name, grace(grace))));
                    return 0;
                });
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            header = "Lists the daemons of this user, those that have ended included.")
    int list(
            @Option(names = "--json", description = "Print a line of JSON for each.")
                    boolean isJson) {
        return tell(
                spec,
                () -> {
                    for (var each : Daemons.list()) {
                        print(isJson ? json(each) : line(each));
                    }
                    return 0;
                });
    }

    @Command(
            name = "log",
            mixinStandardHelpOptions = true,
            header = "Prints the path of a daemon's log; tail -F follows it.")
    int log(@Parameters(paramLabel = "NAME", description = "Its name.") String name) {
        return tell(
                spec,
                () -> {
                    print(Daemons.status(name).log().toString());
                    return 0;
                });
    }

    @Command(
            name = "remove",
            mixinStandardHelpOptions = true,
            header =
                    "Removes what a daemon that has ended has left: its log, and how it was started.")
    int remove(@Parameters(paramLabel = "NAME", description = "Its name.") String name) {
        return tell(
                spec,
                () -> {
                    var wasThere = Daemons.remove(name);
                    print(name + (wasThere ? " is removed" : " was not there"));
                    return 0;
                });
    }

    private static Duration grace(@Nullable String text) {
        return text == null ? Duration.ofSeconds(5) : Durations.parse("--grace", text);
    }

    // ---- what is printed ---------------------------------------------------------------------

    private void print(String text) {
        spec.commandLine().getOut().println(text);
    }

    /** Does something, and tells in a line why it cannot be done. */
    static int tell(CommandSpec spec, Callable<Integer> work) {
        try {
            return work.call();
        } catch (IllegalArgumentException | UsageException mistake) {
            throw new ParameterException(
                    spec.commandLine(), String.valueOf(mistake.getMessage()), mistake);
        } catch (DaemonRunningException
                | DaemonStartException
                | IllegalStateException
                | TimeoutException
                | UncheckedIOException refused) {
            spec.commandLine().getErr().println("procession: " + refused.getMessage());
            return 1;
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
            return 1;
        } catch (Exception unexpected) {
            throw new IllegalStateException(unexpected);
        }
    }

    /** Returns a status in a line. */
    static String line(DaemonStatus status) {
        var text = new StringBuilder(status.name()).append(": ");
        text.append(status.state().name().toLowerCase(Locale.ROOT));
        if (status.isRunning()) {
            status.pid().ifPresent(pid -> text.append(", pid ").append(pid));
            status.since().ifPresent(since -> text.append(", for ").append(age(since)));
        }
        status.ending().ifPresent(ending -> text.append(": ").append(ending));
        return text.toString();
    }

    private static String age(Instant since) {
        return Durations.brief(Duration.between(since, Instant.now()));
    }

    private static String text(DaemonStatus status) {
        if (status.state() == DaemonStatus.State.ABSENT) {
            return line(status);
        }
        var text = new StringBuilder(line(status));
        text.append("\nlog: ").append(status.log());
        status.crashReport().ifPresent(path -> text.append("\ncrash report: ").append(path));
        status.lastLogLines().forEach(each -> text.append("\n  ").append(Columns.visible(each)));
        return text.toString();
    }

    private static String json(DaemonStatus status) {
        Map<String, Object> parts = new LinkedHashMap<>();
        parts.put("name", status.name());
        parts.put("state", status.state());
        parts.put("pid", status.pid());
        parts.put("since", status.since());
        parts.put("ending", status.ending());
        parts.put("crashReport", status.crashReport());
        parts.put("log", status.log().toString());
        parts.put("lastLogLines", List.copyOf(status.lastLogLines()));
        return JsonText.ofPlain(parts);
    }
}
