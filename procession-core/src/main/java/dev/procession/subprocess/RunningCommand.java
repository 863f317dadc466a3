package dev.procession.subprocess;

import dev.procession.CommandResult;
import dev.procession.ExitStatus;
import dev.procession.Waitable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A command that runs, or has run: to talk with it, to end it, to wait for it.
 *
 * {@snippet :
 * try (RunningCommand sums = Command.of("bc").start()) {
 *     sums.sendLine("6 * 7");
 *     System.out.println(sums.readLine(Duration.ofSeconds(5)));   // 42
 * }
 *
 * try (RunningCommand login = Command.of("ssh", host, "uptime").terminal().start()) {
 *     login.expect(Pattern.compile("[Pp]assword: "), Duration.ofSeconds(10));
 *     login.sendLine(password);
 *     System.out.println(login.expectEnd(Duration.ofSeconds(10)));
 * }
 * }
 *
 * <p>What it writes is read all the time and kept, up to its limit, until it is taken by one of the
 * methods that read, or is part of the {@link #result}: so it never waits for a reader, and neither
 * does who sends something for long, however much goes both ways. These methods read its standard
 * output; where it prompts on its standard error, {@linkplain Command#mergeErrors merge} the two or
 * give it a {@linkplain Command#terminal terminal}.
 *
 * <p>Thread-safe. A dialogue is for one thread at a time: others wait.
 *
 * @apiNote Python's {@code subprocess.Popen}, and {@code pexpect.spawn}
 * @since 0.1
 */
public final class RunningCommand implements AutoCloseable, Waitable {

    private final Execution execution;
    private final @Nullable Dialogue dialogue;
    private final Object sending = new Object();

    /** Under the lock of who sends: whether its input was ended here, and not by its own end. */
    private boolean isInputClosed;

    RunningCommand(Execution execution) {
        this.execution = execution;
        Intake output = execution.output();
        this.dialogue = output == null ? null : new Dialogue(output, execution.plan().charset());
    }

    /**
     * Returns the process id.
     *
     * @return that of the first program; still readable after the end
     */
    public long pid() {
        return pids().getFirst();
    }

    /**
     * Returns the process ids of a pipeline's programs.
     *
     * @return the ids, in their order
     */
    public List<Long> pids() {
        return execution.processes().pids();
    }

    /**
     * Tells whether one of its programs runs.
     *
     * @return {@code false} once all have ended
     */
    public boolean isAlive() {
        return execution.processes().isAlive();
    }

    /**
     * Tells whether it has ended and all it has written was read, so that {@link #join()} would not
     * wait.
     *
     * @return whether there is a result
     */
    @Override
    public boolean isReady() {
        return execution.hasEnded();
    }

    @Override
    public Watch watch(Runnable wake) {
        execution.watch(wake);
        return () -> execution.unwatch(wake);
    }

    /**
     * Sends some bytes to its standard input, at once.
     *
     * <p><b>Blocking.</b> Waits while the command does not read and the pipe is full. An
     * interruption ends that, and the input with it.
     *
     * @param bytes what is sent
     * @throws IOException if it does not read any more or has ended, or the thread is interrupted,
     *     whose flag stays set
     * @throws IllegalStateException if the input was closed here, or comes from elsewhere
     * @throws IllegalArgumentException if a line is too long for its {@linkplain
     *     Command#terminal(int, int) terminal}; nothing was sent
     */
    public void send(byte[] bytes) throws IOException {
        WritableByteChannel input = input();
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        synchronized (sending) {
            if (isInputClosed) {
                throw new IllegalStateException(
                        "nothing can be sent: the input of the command was closed: pid=" + pid());
            }
            try {
                while (buffer.hasRemaining()) {
                    input.write(buffer);
                }
            } catch (ClosedByInterruptException interrupted) {
                isInputClosed = true;
                throw interrupted;
            } catch (ClosedChannelException closedAtItsEnd) {
                throw new IOException(
                        "nothing can be sent: the command has ended: pid=" + pid(), closedAtItsEnd);
            }
        }
    }

    private WritableByteChannel input() {
        WritableByteChannel input = execution.input();
        if (input == null) {
            throw new IllegalStateException(
                    "nothing can be sent to a command whose input was given: start it without"
                            + " input(...) or inheritInput()");
        }
        return input;
    }

    /**
     * Sends a text to its standard input, as {@link #send(byte[])}.
     *
     * @param text encoded in the charset of the command
     * @throws IOException as {@link #send(byte[])}
     */
    public void send(String text) throws IOException {
        send(text.getBytes(execution.plan().charset()));
    }

    /**
     * Sends a line, as {@link #send(byte[])}.
     *
     * @param line to which a line feed is added
     * @throws IOException as {@link #send(byte[])}
     */
    public void sendLine(String line) throws IOException {
        send(line + "\n");
    }

    /**
     * Ends its standard input. At a terminal that is typed, as Ctrl-D. Idempotent.
     *
     * @throws IOException if the system refuses
     * @throws IllegalStateException if the input comes from elsewhere
     */
    public void closeInput() throws IOException {
        WritableByteChannel input = input();
        synchronized (sending) {
            isInputClosed = true;
            input.close();
        }
    }

    /**
     * Waits until it has written a text, and takes all up to the end of that.
     *
     * <p><b>Blocking.</b> Waits for the program, and while another thread reads. What has come
     * before the call is looked at in any case, even if the time is over by then.
     *
     * @param prompt the text, not empty
     * @param timeout how long to wait; zero or less only looks at what has come
     * @return what came before it
     * @throws TimeoutException if it does not come in time; the message has the end of what came
     *     instead, and nothing was taken
     * @throws EOFException if its output ends without it; nothing was taken
     * @throws dev.procession.CommandTimeoutException if the time of the command is over
     * @throws dev.procession.CommandOutputException if it has written more than its limit
     * @throws IOException if its output could not be kept
     * @throws InterruptedException if interrupted; nothing was taken, and the command runs on
     * @throws IllegalStateException if its output is not captured
     * @apiNote Python's {@code pexpect.expect_exact}
     */
    public Reply expect(String prompt, Duration timeout)
            throws IOException, InterruptedException, TimeoutException {
        if (prompt.isEmpty()) {
            throw new IllegalArgumentException(
                    "the text to wait for must not be empty: prompt=\"\"");
        }
        return talk(dialogue -> dialogue.expect(prompt, timeout));
    }

    /**
     * Waits until what it has written has a match, and takes all up to the end of that; as {@link
     * #expect(String, Duration)}.
     *
     * <p>A match is taken as soon as there is one: a pattern that ends with {@code .*} or {@code $}
     * matches what has come so far.
     *
     * <p><b>Blocking.</b> As {@link #expect(String, Duration)}, but to look at what has come, which
     * may take any time, ends with the time, unless that is zero or less, or an interruption. When
     * more has come, all of it is looked at again: a text is better where much comes before it.
     *
     * @param pattern what to look for
     * @param timeout how long to wait; zero or less only looks at what has come
     * @return the match, its groups, and what came before it
     * @throws TimeoutException if there is none in time; nothing was taken
     * @throws EOFException if its output ends without one; nothing was taken
     * @throws IOException as {@link #expect(String, Duration)}
     * @throws InterruptedException if interrupted; nothing was taken, and the command runs on
     * @apiNote Python's {@code pexpect.expect}
     */
    public Reply expect(Pattern pattern, Duration timeout)
            throws IOException, InterruptedException, TimeoutException {
        return talk(dialogue -> dialogue.expect(pattern, timeout));
    }

    /**
     * Takes the next line that it writes.
     *
     * @param timeout how long to wait; zero or less only looks at what has come
     * @return the line, without the line feed, or carriage return and line feed, that ends it; the
     *     last one need not have had one
     * @throws TimeoutException if there is none in time; nothing was taken
     * @throws EOFException if there is none left
     * @throws IOException as {@link #expect(String, Duration)}
     * @throws InterruptedException if interrupted; nothing was taken, and the command runs on
     */
    public String readLine(Duration timeout)
            throws IOException, InterruptedException, TimeoutException {
        return talk(dialogue -> dialogue.line(timeout));
    }

    /**
     * Waits for the end of its output, and takes all there is.
     *
     * @param timeout how long to wait
     * @return the text that was not taken yet
     * @throws TimeoutException if the end does not come in time; nothing was taken
     * @throws IOException as {@link #expect(String, Duration)}
     * @throws InterruptedException if interrupted; nothing was taken, and the command runs on
     * @apiNote Python's {@code pexpect.expect(pexpect.EOF)}
     */
    public String expectEnd(Duration timeout)
            throws IOException, InterruptedException, TimeoutException {
        return talk(dialogue -> dialogue.rest(timeout));
    }

    private interface Talk<T> {
        T with(Dialogue dialogue) throws IOException, InterruptedException, TimeoutException;
    }

    private <T> T talk(Talk<T> talk) throws IOException, InterruptedException, TimeoutException {
        if (dialogue == null) {
            throw new IllegalStateException(
                    "nothing can be read of an output that is not captured: output="
                            + execution.plan().output());
        }
        try {
            return talk.with(dialogue);
        } catch (EOFException ended) {
            if (execution.stopped() != null) {
                // It says more of the end.
                execution.await();
                execution.outcome();
            }
            throw ended;
        }
    }

    /**
     * Sends a text, ends its input, and waits for its end: however much goes both ways, neither
     * waits for the other. An interruption while it sends ends the input of the command.
     *
     * @param input what is sent; empty to send nothing more. That the command does not read all of
     *     it is no failure
     * @return how it has ended, and what it has written that was not taken
     * @throws IOException as {@link #result}
     * @throws InterruptedException if interrupted while waiting; the command runs on
     * @throws IllegalStateException if its input was closed or comes from elsewhere
     * @throws IllegalArgumentException as {@link #send(byte[])}; the command runs on
     * @apiNote Python's {@code Popen.communicate}. For its {@code timeout=} there is {@link
     *     CommandLine#timeout}, which counts from the start
     */
    public CommandResult communicate(String input) throws IOException, InterruptedException {
        return communicate(input.getBytes(execution.plan().charset()));
    }

    /**
     * As {@link #communicate(String)}.
     *
     * @param input what is sent
     * @return how it has ended, and what it has written that was not taken
     * @throws IOException as {@link #communicate(String)}
     * @throws InterruptedException as {@link #communicate(String)}
     */
    public CommandResult communicate(byte[] input) throws IOException, InterruptedException {
        input();
        try {
            if (input.length > 0) {
                send(input);
            }
            closeInput();
        } catch (IOException nobodyReads) {
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted while sending to pid " + pid());
            }
        }
        join();
        return result();
    }

    /**
     * Waits until it has ended and all it has written was read. Its input is not ended by this.
     *
     * @throws InterruptedException if interrupted while waiting; the command runs on
     */
    public void join() throws InterruptedException {
        execution.await();
    }

    /**
     * Waits until it has ended and all it has written was read.
     *
     * @param timeout how long; zero or less only looks
     * @return whether it has
     * @throws InterruptedException if interrupted while waiting; the command runs on
     */
    public boolean join(Duration timeout) throws InterruptedException {
        return execution.await(timeout);
    }

    /**
     * Returns how it has ended, and what it has written that was not taken.
     *
     * @return the result
     * @throws IllegalStateException if it has not ended
     * @throws dev.procession.CommandTimeoutException if it ran longer than its time limit
     * @throws dev.procession.CommandOutputException if it has written more than its limit
     * @throws IOException if its input could not be read
     */
    public CommandResult result() throws IOException {
        if (!execution.hasEnded()) {
            throw new IllegalStateException(
                    "a command has a result when it has ended: pid=" + pid() + "; join it first");
        }
        return execution.outcome();
    }

    /**
     * Returns how it stands.
     *
     * @return {@link ExitStatus#running()} until {@link #isReady}, then as {@link
     *     CommandResult#status()}
     */
    public ExitStatus exitStatus() {
        return execution.hasEnded() ? execution.snapshot().status() : ExitStatus.running();
    }

    /**
     * Returns the exit code in CPython's form.
     *
     * @return empty while it runs; the exit code; or minus the number of the signal that ended it
     */
    public OptionalInt exitCode() {
        return execution.hasEnded() ? execution.snapshot().exitCode() : OptionalInt.empty();
    }

    /** Sends SIGTERM to its programs. Does nothing if they have ended. */
    public void terminate() {
        execution.processes().signal(false);
    }

    /** Sends SIGTERM to its programs and to all processes below them. */
    public void terminateTree() {
        execution.processes().terminateTree();
    }

    /** Sends SIGKILL to its programs. Does nothing if they have ended. */
    public void kill() {
        execution.processes().signal(true);
    }

    /** Sends SIGKILL to its programs and to all processes below them. */
    public void killTree() {
        execution.processes().killTree();
    }

    /**
     * Makes sure that it has ended: kills it with all processes below it if it has not, and waits
     * until it is gone. What it has written and how it has ended stay readable.
     */
    @Override
    public void close() {
        execution.close();
    }

    @Override
    public String toString() {
        return "RunningCommand[pid=" + pid() + ", " + exitStatus() + "]";
    }
}
