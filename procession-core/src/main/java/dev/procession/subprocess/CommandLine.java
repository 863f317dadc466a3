package dev.procession.subprocess;

import dev.procession.CommandResult;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What can be run outside this JVM: a {@link Command}, or several that are joined to a {@link
 * Pipeline}. Here is what holds for it as a whole, and the ways to run it.
 *
 * <p>Immutable: each of the methods that change something returns another one.
 *
 * <p><b>Defaults.</b> Its standard input is empty, what it writes is captured and decoded as UTF-8,
 * it has no time limit, and more than 64 MiB of a stream are refused.
 *
 * <p><b>Its end.</b> It has ended when all its programs have ended and all that they have written
 * was read. A process that they leave behind, and that still holds what they wrote to, does not
 * hold the caller up for longer than a {@linkplain #grace grace} of a second, however much it
 * writes meanwhile, nor beyond the {@linkplain #timeout time limit}; the {@linkplain
 * CommandResult#isHeldOpen() result tells} of that. Whoever holds it still has nobody to write to
 * after that.
 *
 * <p><b>All processes below it</b> are killed where a command is killed: those that the system
 * shows as its descendants. One whose own parent has ended before is no descendant any more; it is
 * found if the command {@linkplain Command#newSession() leads a session}.
 *
 * <p><b>If this JVM ends.</b> Commands that run are ended when it shuts down: SIGTERM, and after
 * two seconds SIGKILL to all below them. If it is killed, a command started by a process of ours
 * ends with that, as do those below it, unless it leads a session; of a JVM that is not ours the
 * kernel kills the command alone, where the system has {@code setpriv} (util-linux), as most Linux
 * systems do.
 *
 * <p>Each command that runs has a few platform threads of ours; whoever waits for it may be a
 * virtual thread.
 *
 * @param <S> the type itself
 * @since 0.1
 */
public abstract sealed class CommandLine<S extends CommandLine<S>> permits Command, Pipeline {

    final Plan plan;

    CommandLine(Plan plan) {
        this.plan = plan;
    }

    abstract S with(Plan changed);

    abstract List<Stage> stages();

    /**
     * Has it read a text.
     *
     * <p>It need not read all of it: the rest is dropped.
     *
     * @param text encoded in the {@linkplain #charset charset} of the command
     * @return the command with this input
     * @apiNote Python's {@code input=}
     */
    public S input(String text) {
        return with(plan.withInput(new Input.Text(Objects.requireNonNull(text, "text"))));
    }

    /**
     * Has it read some bytes; as {@link #input(String)}.
     *
     * @param bytes which are copied
     * @return the command with this input
     */
    public S input(byte[] bytes) {
        return with(plan.withInput(new Input.Bytes(bytes.clone())));
    }

    /**
     * Has it read a file, from which the system reads without this JVM.
     *
     * @param file which has to exist when the command is run; not a named pipe, which the system
     *     may wait for ever to open: have a shell open that
     * @return the command with this input
     */
    public S input(Path file) {
        return with(plan.withInput(new Input.OfFile(Objects.requireNonNull(file, "file"))));
    }

    /**
     * Has it read what a stream has, up to its end.
     *
     * <p>A thread of ours reads it, and does not close it. When the command has ended, nothing more
     * is read; a read that waits by then is left waiting, and what it gets is lost. If reading it
     * fails, the command is killed, and the caller gets the failure.
     *
     * @param stream which nobody else may read meanwhile; good for one run
     * @return the command with this input
     */
    public S input(InputStream stream) {
        return with(plan.withInput(new Input.Stream(Objects.requireNonNull(stream, "stream"))));
    }

    /**
     * Has it read what this JVM would read: a terminal, perhaps.
     *
     * @return the command with this input
     */
    public S inheritInput() {
        return with(plan.withInput(new Input.Inherited()));
    }

    /**
     * Says where its output goes; that of a pipeline is that of its last program.
     *
     * @param output where
     * @return the command with this output
     */
    public S output(Output output) {
        return with(plan.withOutput(Objects.requireNonNull(output, "output")));
    }

    /**
     * Limits the time until its end, that of its output included. When it is over, the command is
     * killed with all processes below it, and the caller gets a {@link
     * dev.procession.CommandTimeoutException} that has what was captured.
     *
     * @param timeout from its start, more than zero; none by default
     * @return the command with this limit
     * @apiNote Python's {@code timeout=}, which kills the program alone, and may then wait for ever
     *     for those below it
     */
    public S timeout(Duration timeout) {
        return with(plan.withTimeout(timeout));
    }

    /**
     * Limits what is kept of each stream, and says what becomes of more; of a stream of lines, what
     * one line may have.
     *
     * @param bytes how many, 0 or more; 64 MiB by default
     * @param overflow what becomes of more; {@link Overflow#FAIL} by default
     * @return the command with this limit
     */
    public S limit(int bytes, Overflow overflow) {
        return with(plan.withLimit(bytes, Objects.requireNonNull(overflow, "overflow")));
    }

    /**
     * Says how long its output is read on when it has ended and another process still holds it.
     *
     * @param grace zero or more; one second by default
     * @return the command with this grace
     */
    public S grace(Duration grace) {
        return with(plan.withGrace(grace));
    }

    /**
     * Says how text is encoded that it reads and writes.
     *
     * @param charset UTF-8 by default
     * @return the command with this charset
     */
    public S charset(Charset charset) {
        return with(plan.withCharset(Objects.requireNonNull(charset, "charset")));
    }

    /**
     * Runs it and waits for its end.
     *
     * {@snippet :
     * String log = Command.of("git", "log", "--oneline").directory(clone).run().orThrow().out();
     * }
     *
     * <p><b>Blocking.</b> Waits until the command has ended and what it has written was read. An
     * interruption kills it, with all processes below it.
     *
     * @return how it has ended, well or badly, and what was captured
     * @throws IOException if it cannot be started (then nothing has run), or its input not be read
     * @throws dev.procession.CommandTimeoutException if it ran longer than its time limit
     * @throws dev.procession.CommandOutputException if it has written more than its limit
     * @throws InterruptedException if interrupted; then it is dead
     * @apiNote Python's {@code subprocess.run(..., capture_output=True)}
     */
    public CommandResult run() throws IOException, InterruptedException {
        refuseIfInterrupted();
        try (Execution execution = execute(false)) {
            execution.await();
            return execution.outcome();
        }
    }

    /**
     * Runs it and gives each line of its output to the caller as soon as it is there.
     *
     * <p>{@code action} is run by the calling thread. A command that is faster waits for it, in the
     * system, once some 128 KiB are unread. A line ends with a line feed, or a carriage return and
     * a line feed; the last one need not. If {@code action} throws, the command is killed, and the
     * caller gets what was thrown.
     *
     * @param action what is done with a line
     * @return how the command has ended, well or badly; its output is empty
     * @throws IOException as {@link #run}
     * @throws InterruptedException as {@link #run}
     * @throws dev.procession.CommandOutputException if a line is longer than the limit
     * @throws IllegalStateException if the output goes elsewhere
     * @apiNote Python's {@code for line in popen.stdout}, without its deadlock on standard error
     */
    public CommandResult forEachLine(Consumer<? super String> action)
            throws IOException, InterruptedException {
        refuseIfInterrupted();
        requireCaptured();
        Intake intake = new Intake(Lines.AHEAD, null);
        try (Execution execution = Execution.start(stages(), plan, false, intake)) {
            return new Lines(execution, intake).forEach(action);
        }
    }

    /**
     * Starts it and returns the lines of its output, each as soon as it is there; as {@link
     * #forEachLine}.
     *
     * {@snippet :
     * try (Stream<String> lines = Command.of("journalctl", "-f").lines()) {
     *     return lines.filter(line -> line.contains("oom")).findFirst();
     * }
     * }
     *
     * <p>Where the lines end well, the command has succeeded: if it fails, the last step throws a
     * {@link dev.procession.CommandFailedException}; if another thread closes the stream, an {@link
     * IllegalStateException}. An interruption kills the command and is thrown as an {@link
     * java.io.UncheckedIOException}, as other failures of the system are.
     *
     * @return the lines, for one thread; closing the stream kills the command if it still runs
     * @throws IOException if it cannot be started
     * @throws IllegalStateException if the output goes elsewhere
     */
    public Stream<String> lines() throws IOException {
        requireCaptured();
        Intake intake = new Intake(Lines.AHEAD, null);
        return new Lines(Execution.start(stages(), plan, false, intake), intake).stream();
    }

    /**
     * Starts it, to talk with it or to wait for it later.
     *
     * <p>If it was given no {@linkplain #input(String) input}, that stays open for what is
     * {@linkplain RunningCommand#send sent}.
     *
     * @return the running command; closing it kills it if it still runs
     * @throws IOException if it cannot be started
     * @apiNote Python's {@code subprocess.Popen}
     */
    public RunningCommand start() throws IOException {
        return new RunningCommand(execute(true));
    }

    private Execution execute(boolean isOpen) throws IOException {
        Intake intake = new Intake(plan.limit(), plan.overflow());
        return Execution.start(stages(), plan, isOpen, intake);
    }

    private static void refuseIfInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted before the command was started");
        }
    }

    private void requireCaptured() {
        if (!plan.output().isCaptured()) {
            throw new IllegalStateException(
                    "lines can be read of a captured output only: output=" + plan.output());
        }
    }
}
