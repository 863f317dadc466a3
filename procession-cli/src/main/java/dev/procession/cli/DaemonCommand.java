package dev.procession.cli;

import dev.procession.DaemonRunningException;
import dev.procession.DaemonStartException;
import dev.procession.daemon.DaemonStatus;
import dev.procession.daemon.Daemons;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Locale;
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

    private static final int FAILED = 1;
    private static final int CRASHED = 1;
    private static final int NOT_RUNNING = 3;
    private static final int ABSENT = 4;
    private static final int UNKNOWN = 5;

    private static final String NONE = "4:there is none of this name";

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
                "0:it runs, perhaps suspended: ping asks whether it answers",
                "1:it has crashed",
                "3:it was stopped, or is being started",
                NONE,
                "5:nobody can tell, since its files cannot be read"
            })
    int status(
            @Parameters(paramLabel = "NAME", description = "Its name.") String name,
            @Option(names = "--json", description = "Print a line of JSON.") boolean isJson) {
        return tell(
                spec,
                UNKNOWN,
                () -> {
                    var status = isJson ? Daemons.status(name) : existing(name);
                    print(isJson ? DaemonText.json(status) : DaemonText.lines(status));
                    return switch (status.state()) {
                        case RUNNING, SUSPENDED -> 0;
                        case CRASHED -> CRASHED;
                        case STOPPED, STARTING -> NOT_RUNNING;
                        case ABSENT -> ABSENT;
                        case UNKNOWN -> UNKNOWN;
                    };
                });
    }

    @Command(
            name = "ping",
            mixinStandardHelpOptions = true,
            header = "Asks a daemon whether it answers, and tells how long that took.",
            exitCodeListHeading = "%nExit status:%n",
            exitCodeList = {"0:it answered", "1:it does not run, or did not answer in time", NONE})
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
                    existing(name);
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
            header = "Ends a daemon: asks it to, then SIGTERM, then SIGKILL.",
            exitCodeListHeading = "%nExit status:%n",
            exitCodeList = {"0:it has ended, or had before", "1:it could not be ended", NONE})
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
                    var time = grace(grace);
                    existing(name);
                    var status = Daemons.stop(name, time);
                    print(
                            status.state() == DaemonStatus.State.ABSENT
                                    ? name + ": stopped; somebody had removed its files"
                                    : DaemonText.line(status));
                    return switch (status.state()) {
                        case RUNNING, SUSPENDED, STARTING, UNKNOWN -> FAILED;
                        case STOPPED, CRASHED, ABSENT -> 0;
                    };
                });
    }

    @Command(
            name = "restart",
            mixinStandardHelpOptions = true,
            header = "Ends a daemon if it runs, and starts it as it was started the last time.",
            exitCodeListHeading = "%nExit status:%n",
            exitCodeList = {"0:it runs", "1:it could not be ended, or not be started", NONE})
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
                    var time = grace(grace);
                    existing(name);
                    print(DaemonText.line(Daemons.restart(name, time)));
                    return 0;
                });
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            header = "Lists the daemons of this user, those that have ended included.",
            exitCodeListHeading = "%nExit status:%n",
            exitCodeList = {
                "0:also when there is none",
                "1:of one it cannot be told how it stands; its line says why"
            })
    int list(
            @Option(names = "--json", description = "Print a line of JSON for each.")
                    boolean isJson) {
        return tell(
                spec,
                () -> {
                    var all = Daemons.list();
                    all.forEach(
                            each -> print(isJson ? DaemonText.json(each) : DaemonText.line(each)));
                    return all.stream().anyMatch(DaemonCommand::isUnknown) ? 1 : 0;
                });
    }

    @Command(
            name = "log",
            mixinStandardHelpOptions = true,
            header = "Prints the path of a daemon's log; tail -F follows it.",
            exitCodeListHeading = "%nExit status:%n",
            exitCodeList = {"0:the path is printed", NONE})
    int log(@Parameters(paramLabel = "NAME", description = "Its name.") String name) {
        return tell(
                spec,
                () -> {
                    print(existing(name).log().toString());
                    return 0;
                });
    }

    @Command(
            name = "remove",
            mixinStandardHelpOptions = true,
            header =
                    "Removes what a daemon that has ended has left: its log, and how it was started.",
            exitCodeListHeading = "%nExit status:%n",
            exitCodeList = {"0:it is removed", "1:it runs, or cannot be removed", NONE})
    int remove(@Parameters(paramLabel = "NAME", description = "Its name.") String name) {
        return tell(
                spec,
                () -> {
                    if (!Daemons.remove(name)) {
                        throw new NoSuchDaemonException(name);
                    }
                    print(name + " is removed");
                    return 0;
                });
    }

    /** Returns how a daemon stands, unless there is none of this name. */
    private static DaemonStatus existing(String name) {
        var status = Daemons.status(name);
        if (status.state() == DaemonStatus.State.ABSENT) {
            throw new NoSuchDaemonException(name);
        }
        return status;
    }

    private static boolean isUnknown(DaemonStatus status) {
        return status.state() == DaemonStatus.State.UNKNOWN;
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
        return tell(spec, FAILED, work);
    }

    /**
     * Does something, and tells in a line why it cannot be done.
     *
     * @param unreadable the exit status if the daemon's files cannot be read
     */
    private static int tell(CommandSpec spec, int unreadable, Callable<Integer> work) {
        try {
            return work.call();
        } catch (IllegalArgumentException | UsageException mistake) {
            throw new ParameterException(
                    spec.commandLine(), String.valueOf(mistake.getMessage()), mistake);
        } catch (DaemonRunningException
                | DaemonStartException
                | IllegalStateException
                | TimeoutException refused) {
            tell(spec, refused);
            return FAILED;
        } catch (NoSuchDaemonException absent) {
            tell(spec, absent);
            return ABSENT;
        } catch (UncheckedIOException failure) {
            tell(spec, failure);
            return unreadable;
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
            return FAILED;
        } catch (Exception unexpected) {
            throw new IllegalStateException(unexpected);
        }
    }

    private static void tell(CommandSpec spec, Exception refused) {
        var text = DaemonText.oneLine(String.valueOf(refused.getMessage()));
        spec.commandLine().getErr().println("procession: " + text);
    }

    /** There is no daemon of a name. */
    private static final class NoSuchDaemonException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        NoSuchDaemonException(String name) {
            super("[daemon " + name + "] there is none of this name; " + advice(name));
        }

        private static String advice(String name) {
            var names = Daemons.list().stream().map(DaemonStatus::name).toList();
            var near = NearestNames.of(name, names);
            return near.isEmpty()
                    ? "procession daemon list shows those that there are"
                    : "did you mean " + String.join(" or ", near) + "?";
        }
    }
}
