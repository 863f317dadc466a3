package dev.procession;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * How an outside command has ended, and what it has written.
 *
 * {@snippet :
 * CommandResult result = Command.of("ls", "-l").run();
 * if (result.isSuccess()) {
 *     result.output().lines().forEach(System.out::println);
 * } else {
 *     System.err.println(result.exitCode() + ": " + result.err());
 * }
 * }
 *
 * <p>A command of several programs that are joined by pipes has an {@link Ending} for each. Its
 * {@linkplain #status() own status} is that of the last program that has failed, as with a shell's
 * {@code pipefail}; unlike there, one that was ended by SIGPIPE has not failed unless it is the
 * last: whoever reads it had all it wanted.
 *
 * <p>Immutable, and can be sent to another process.
 *
 * @param endings how its programs have ended, in their order; at least one
 * @param output what the last of them has written to its standard output; empty if that was not
 *     captured
 * @param isHeldOpen whether a process that the command has left behind still held its output when
 *     the grace or the time limit was over, so that more might have come
 * @param duration how long it ran
 * @since 0.1
 */
public record CommandResult(
        List<Ending> endings, CapturedOutput output, boolean isHeldOpen, Duration duration)
        implements Serializable {

    private static final int SIGPIPE = 13;

    /**
     * Creates it.
     *
     * @throws IllegalArgumentException if there is no program
     */
    public CommandResult {
        endings = List.copyOf(endings);
        if (endings.isEmpty()) {
            throw new IllegalArgumentException("a command has at least one program: endings=[]");
        }
    }

    /**
     * How one program has ended.
     *
     * @param command its words
     * @param pid its process id, which may be another process's by now
     * @param status how it ended; running only if it could not be killed when its time was up
     * @param errors what it has written to its standard error; empty if that was not captured or
     *     went where its standard output goes
     * @since 0.1
     */
    public record Ending(List<String> command, long pid, ExitStatus status, CapturedOutput errors)
            implements Serializable {

        /** Creates it. */
        public Ending {
            command = List.copyOf(command);
        }
    }

    /**
     * Returns how the command as a whole has ended.
     *
     * @return the status of the last program that has failed, or success
     */
    public ExitStatus status() {
        ExitStatus last = endings.getLast().status();
        for (int i = endings.size() - 2; last.isSuccess() && i >= 0; i--) {
            ExitStatus status = endings.get(i).status();
            last = status.equals(ExitStatus.signaled(SIGPIPE)) ? last : status;
        }
        return last;
    }

    /**
     * Returns how each program has ended.
     *
     * @return the statuses, in the order of the programs
     */
    public List<ExitStatus> statuses() {
        return endings.stream().map(Ending::status).toList();
    }

    /**
     * Returns the exit code in CPython's form.
     *
     * @return that of {@link #status()}: the exit code, or minus the number of the signal that
     *     ended it; empty only if it could not be killed when its time was up
     */
    public OptionalInt exitCode() {
        return switch (status()) {
            case ExitStatus.Running() -> OptionalInt.empty();
            case ExitStatus.Exited(int code) -> OptionalInt.of(code);
            case ExitStatus.Signaled(int signal) -> OptionalInt.of(-signal);
        };
    }

    /**
     * Tells whether {@link #status()} is that of success.
     *
     * @return whether it is
     */
    public boolean isSuccess() {
        return status().isSuccess();
    }

    /**
     * Returns the standard output as text.
     *
     * @return the text, its last line end included
     */
    public String out() {
        return output.text();
    }

    /**
     * Returns the standard error as text.
     *
     * @return the text; that of several programs one after the other
     */
    public String err() {
        return endings.stream().map(each -> each.errors().text()).collect(Collectors.joining());
    }

    /**
     * Tells whether more was written than was kept, of any stream.
     *
     * @return whether something is missing
     */
    public boolean isTruncated() {
        return output.isTruncated()
                || endings.stream().anyMatch(each -> each.errors().isTruncated());
    }

    /**
     * Returns this result if the command has succeeded.
     *
     * @return this
     * @throws CommandFailedException if it has not
     * @apiNote Python's {@code subprocess.run(..., check=True)} and {@code check_returncode}
     */
    public CommandResult orThrow() {
        if (!isSuccess()) {
            throw new CommandFailedException(this);
        }
        return this;
    }
}
