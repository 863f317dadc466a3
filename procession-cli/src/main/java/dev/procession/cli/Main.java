package dev.procession.cli;

import java.util.ServiceLoader;
import picocli.CommandLine;
import picocli.CommandLine.Command;

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
        System.exit(commandLine().execute(args));
    }

    /** Returns the command with all its subcommands, those of {@link CommandProvider}s included. */
    static CommandLine commandLine() {
        var line = new CommandLine(new Main());
        for (var provider : ServiceLoader.load(CommandProvider.class)) {
            line.addSubcommand(provider.command());
        }
        return line;
    }
}
