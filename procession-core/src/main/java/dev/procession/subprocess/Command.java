package dev.procession.subprocess;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * An outside program with its arguments, and how it is run.
 *
 * {@snippet :
 * CommandResult listing = Command.of("ls", "-l").run();
 * System.out.println(listing.exitCode() + "\n" + listing.out());
 *
 * String sum = Command.of("bc").input("1 + 1\n").timeout(Duration.ofSeconds(5)).run().out();
 *
 * CommandResult words = Command.of("cat", "text").pipe(Command.of("wc", "-w")).run();
 * }
 *
 * <p>No shell is between: the words are what the program gets, whatever is in them. A program
 * without a slash in its name is looked for on the {@code PATH} that it will have; one with a
 * relative path, in its directory. Whether it is there and may be executed is looked at before
 * anything runs. A file that may be executed and that the system does not know as a program, as a
 * script without a first line {@code #!}, is read by {@code sh}, as in a shell.
 *
 * <p>Immutable: each of the methods that change something returns another command. It can be run
 * any number of times, unless its input is a stream.
 *
 * @apiNote Python's {@code subprocess.run} and {@code Popen}, without {@code shell=True}: say
 *     {@code Command.of("sh", "-c", script)} for that
 * @since 0.1
 */
public final class Command extends CommandLine<Command> {

    private final Stage stage;

    private Command(Stage stage, Plan plan) {
        super(plan);
        this.stage = stage;
    }

    /**
     * Returns a command.
     *
     * @param program its name, or a path
     * @param arguments each of which it gets as it is
     * @return the command
     * @throws IllegalArgumentException if the name is empty, or there is a NUL in a word
     */
    public static Command of(String program, String... arguments) {
        List<String> words = new ArrayList<>(Arrays.asList(arguments));
        words.addFirst(Objects.requireNonNull(program, "program"));
        return of(words);
    }

    /**
     * Returns a command.
     *
     * @param words the program and its arguments
     * @return the command
     * @throws IllegalArgumentException if there is no word, the first is empty, or there is a NUL
     *     in one
     */
    public static Command of(List<String> words) {
        return new Command(Stage.of(Words.copyOf(words)), Plan.DEFAULT);
    }

    /**
     * Returns the program and its arguments.
     *
     * @return the words
     */
    public List<String> words() {
        return stage.words();
    }

    /**
     * Says where it runs.
     *
     * @param directory which has to exist when the command is run; this JVM's by default
     * @return the command with this directory
     * @apiNote Python's {@code cwd=}
     */
    public Command directory(Path directory) {
        return with(stage.withDirectory(Objects.requireNonNull(directory, "directory")));
    }

    /**
     * Sets an environment variable. The others are those of this JVM.
     *
     * @param name of the variable
     * @param value of the variable
     * @return the command with this variable
     * @throws IllegalArgumentException if the name is empty or has a {@code =}, or there is a NUL
     */
    public Command environment(String name, String value) {
        Objects.requireNonNull(
                value,
                () ->
                        "the value of an environment variable must not be null: name="
                                + name
                                + "; withoutEnvironment(name) removes it");
        return with(stage.withEnvironment(stage.environment().with(name, value)));
    }

    /**
     * Removes an environment variable.
     *
     * @param name of the variable, which need not be there
     * @return the command without this variable
     */
    public Command withoutEnvironment(String name) {
        return with(stage.withEnvironment(stage.environment().with(name, null)));
    }

    /**
     * Removes all environment variables; those that are set after this are there.
     *
     * @return the command without environment
     */
    public Command clearEnvironment() {
        return with(stage.withEnvironment(new Stage.Environment(true, Map.of())));
    }

    /**
     * Says where its standard error goes.
     *
     * @param errors where; captured by default
     * @return the command with this standard error
     */
    public Command errors(Output errors) {
        return with(stage.withErrors(Objects.requireNonNull(errors, "errors")));
    }

    /**
     * Has its standard error go where its standard output goes, in the order in which it writes.
     *
     * @return the command with one output
     * @apiNote Python's {@code stderr=STDOUT}
     */
    public Command mergeErrors() {
        return with(stage.mergingErrors());
    }

    /**
     * Has it lead a session and a process group of its own: a terminal's Ctrl-C does not reach it,
     * it cannot ask at this JVM's terminal, and where it is killed, so is all of its group, even
     * what is no more below it. In a process of ours it leaves that one's group by this.
     *
     * <p>Needs the program {@code setsid}, which Linux systems have; without it, to run the command
     * is an {@link java.io.IOException}.
     *
     * @return the command with a session of its own
     * @apiNote Python's {@code start_new_session=True}
     */
    public Command newSession() {
        return with(stage.leading());
    }

    /**
     * Gives it a terminal of 80 columns and 24 rows; as {@link #terminal(int, int)}.
     *
     * @return the command with a terminal
     */
    public Command terminal() {
        return terminal(80, 24);
    }

    /**
     * Gives it a terminal for all its streams, as many programs prompt, or write line by line, at a
     * terminal only. It {@linkplain #newSession() leads a session} by that.
     *
     * <p>The terminal does not echo what is sent, and ends lines by a line feed alone, unless the
     * program sets it otherwise, as shells and others that edit lines do. Its standard error is
     * part of its output.
     *
     * <p>All input is typed. The program gets it by lines until it has the terminal read byte by
     * byte, and until then
     *
     * <ul>
     *   <li>a line takes at most 4095 bytes, as the system drops the rest: to run a command with a
     *       longer one, or to send one, is an {@link IllegalArgumentException};
     *   <li>control characters do what their keys do: Ctrl-C (the byte 3) interrupts the program
     *       and drops what it has not read yet, Ctrl-D (4) ends the input at the start of a line,
     *       Ctrl-U (21) erases the line. Bytes that are to come through as they are need a pipe;
     *   <li>the end of the input is typed as Ctrl-D, twice where that is not the start of a line.
     * </ul>
     *
     * <p>Needs Linux on x86-64 or aarch64, and native access: else to run the command is an {@link
     * UnsupportedOperationException}. A JVM that was not given native access explicitly prints a
     * warning.
     *
     * @param columns how wide it is, 1 to 32767
     * @param rows how high it is, 1 to 32767
     * @return the command with a terminal
     * @apiNote Python's {@code pexpect.spawn}, and {@code pty.spawn}
     */
    public Command terminal(int columns, int rows) {
        return with(plan.withScreen(new Plan.Screen(columns, rows)));
    }

    /**
     * Joins another command to this one, which reads what this one writes. Nothing of that comes by
     * this JVM.
     *
     * @param next reads it
     * @return both
     * @throws IllegalArgumentException if this one's output goes elsewhere or one has a terminal,
     *     or what holds for the whole was set for {@code next}: set it for the pipeline
     * @apiNote the shell's {@code a | b}; in Python one {@code Popen} for each
     */
    public Pipeline pipe(Command next) {
        return new Pipeline(List.of(stage), plan).pipe(next);
    }

    private Command with(Stage changed) {
        return new Command(changed, plan);
    }

    @Override
    Command with(Plan changed) {
        return new Command(stage, changed);
    }

    @Override
    List<Stage> stages() {
        return List.of(stage);
    }

    @Override
    public String toString() {
        return "Command" + Words.shown(stage.words());
    }
}
