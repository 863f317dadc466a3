package dev.procession.cli;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.ServiceLoader;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The {@code procession} command. */
@Command(
        name = "procession",
        description = "Runs Java functions in processes of their own.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
public final class Main {

    private Main() {}

    /**
     * Runs the command and ends the JVM with its exit status.
     *
     * @param args the command line
     */
    public static void main(String[] args) {
        var output = StandardOutput.ofThisProcess();
        output.takeOver();
        var line = commandLine().setOut(output.writer());
        var status = line.execute(args);
        line.getOut().flush();
        System.exit(output.lost().map(lost -> tellLoss(lost, status, line)).orElse(status));
    }

    /** Whatever the command was: it has not done well if nobody can see what it said. */
    private static int tellLoss(LostOutput lost, int status, CommandLine line) {
        if (!lost.isReaderGone()) {
            line.getErr().println(lost.line());
        }
        return status == 0 ? lost.exitStatus() : status;
    }

    /** Returns the command with all its subcommands, those of {@link CommandProvider}s included. */
    static CommandLine commandLine() {
        var line = new CommandLine(new Main());
        line.addSubcommand(new MapCommand());
        line.addSubcommand(new DemoCommand());
        line.addSubcommand(new ServeCommand());
        line.addSubcommand(new PsCommand());
        line.addSubcommand(new TopCommand());
        line.addSubcommand(new KillCommand());
        line.addSubcommand(new DumpCommand());
        line.addSubcommand(new DoctorCommand());
        line.addSubcommand(DaemonCommand.line());
        for (var provider : ServiceLoader.load(CommandProvider.class)) {
            line.addSubcommand(provider.command());
        }
        line.getSubcommands().values().forEach(Main::addHelp);
        line.setParameterExceptionHandler(Mistakes::tell);
        line.setExecutionExceptionHandler(Main::tellFailure);
        return line;
    }

    /** Behind its own options, to it and all below it that have none. */
    private static void addHelp(CommandLine line) {
        var spec = line.getCommandSpec();
        if (spec.options().stream().noneMatch(OptionSpec::usageHelp)) {
            spec.addOption(
                    OptionSpec.builder("-h", "--help")
                            .usageHelp(true)
                            .description("Show this help.")
                            .build());
        }
        line.getSubcommands().values().forEach(Main::addHelp);
    }

    /** What the system refuses is no defect, whose place in our sources would be of use. */
    private static int tellFailure(Exception failure, CommandLine command, ParseResult parsed)
            throws Exception {
        if (!(failure instanceof IOException)) {
            throw failure;
        }
        var name = command.getCommandSpec().qualifiedName();
        // That of a file's failure is its path alone.
        var isClear = !(failure instanceof FileSystemException about) || about.getReason() != null;
        command.getErr().println(name + ": " + (isClear ? failure.getMessage() : failure));
        return command.getCommandSpec().exitCodeOnExecutionException();
    }
}
