package dev.procession.cli;

import dev.procession.ExitStatus;
import dev.procession.MemoryLimitException;
import dev.procession.RemoteException;
import dev.procession.TaskTimeoutException;
import dev.procession.WorkerDiedException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Why an input has no value, in the terms of the task.
 *
 * @param status the kind
 * @param type the name of the class of the exception
 * @param message its message, or null
 * @param signal the signal that ended the worker, or null
 * @param exitCode the code that the worker ended itself with, or null
 * @param cause the likely cause of a death, or what caused the exception; or null
 * @param stack where it happened, innermost frame first
 */
record Failure(
        Status status,
        String type,
        @Nullable String message,
        @Nullable Integer signal,
        @Nullable Integer exitCode,
        @Nullable String cause,
        List<String> stack) {

    private static final int MOST_FRAMES = 64;

    private static final Set<String> OWN =
            Stream.of(Invocation.class, BoundMethod.class, JsonText.class, Conversions.class)
                    .map(Class::getName)
                    .collect(Collectors.toUnmodifiableSet());

    static Failure of(Throwable thrown) {
        return switch (thrown) {
            case WorkerDiedException death -> ofDeath(death);
            case TaskTimeoutException timeout ->
                    ofThrown(Status.TIMEOUT, timeout, frames(timeout.workerStack()));
            case MemoryLimitException memory ->
                    ofThrown(Status.MEMORY, memory, stackOf(memory.getCause()));
            case CancellationException cancelled ->
                    ofThrown(Status.CANCELLED, cancelled, List.of());
            default -> ofException(thrown);
        };
    }

    /** A JVM that wrote a crash report exits by itself afterwards; its code then says nothing. */
    private static Failure ofDeath(WorkerDiedException died) {
        Integer signal = null;
        Integer code = null;
        switch (died.exitStatus()) {
            case ExitStatus.Signaled(int number) -> signal = number;
            case ExitStatus.Exited(int number) ->
                    code = died.death().crashReport() == null ? number : null;
            case ExitStatus.Running() -> {}
        }
        return new Failure(
                Status.DIED,
                WorkerDiedException.class.getName(),
                died.getMessage(),
                signal,
                code,
                causeOf(died.death()),
                List.of());
    }

    private static String causeOf(WorkerDiedException.Death death) {
        var text = new StringBuilder(death.likelyCause());
        if (death.problematicFrame() != null) {
            text.append(" in ").append(death.problematicFrame().replaceAll("\\s+", " "));
        }
        if (death.crashReport() != null) {
            text.append(", see ").append(death.crashReport());
        }
        return text.toString();
    }

    private static Failure ofException(Throwable thrown) {
        var carried = thrown.getCause();
        var original = carried != null && isCarrier(thrown) ? carried : thrown;
        return ofThrown(Status.EXCEPTION, original, stackOf(original));
    }

    private static List<String> stackOf(@Nullable Throwable thrown) {
        return thrown == null ? List.of() : frames(List.of(thrown.getStackTrace()));
    }

    private static Failure ofThrown(Status status, Throwable thrown, List<String> stack) {
        var cause = thrown.getCause();
        return new Failure(
                status,
                type(thrown),
                message(thrown),
                null,
                null,
                cause == null ? null : named(cause),
                stack);
    }

    /** What a task threw is itself a carrier where it could be mistaken for the pool's verdict. */
    private static boolean isCarrier(Throwable thrown) {
        return type(thrown).equals(TaskThrew.class.getName());
    }

    static String type(Throwable thrown) {
        return thrown instanceof RemoteException mirror
                ? mirror.remoteClassName()
                : thrown.getClass().getName();
    }

    private static @Nullable String message(Throwable thrown) {
        return thrown instanceof RemoteException mirror
                ? mirror.remoteMessage()
                : thrown.getMessage();
    }

    private static String named(Throwable thrown) {
        var message = message(thrown);
        return message == null ? type(thrown) : type(thrown) + ": " + message;
    }

    /**
     * Leaves out what lies below the task, reflection and the command's own frames, and what is too
     * much.
     */
    private static List<String> frames(List<StackTraceElement> frames) {
        var end = 0;
        while (end < frames.size() && !OWN.contains(frames.get(end).getClassName())) {
            end++;
        }
        while (end > 0 && isReflection(frames.get(end - 1).getClassName())) {
            end--;
        }
        var shown = frames.stream().limit(Math.min(end, MOST_FRAMES)).map(Failure::spelled);
        var more =
                end > MOST_FRAMES
                        ? Stream.of((end - MOST_FRAMES) + " more")
                        : Stream.<String>empty();
        return Stream.concat(shown, more).toList();
    }

    private static boolean isReflection(String className) {
        return className.startsWith("java.lang.reflect.")
                || className.startsWith("jdk.internal.reflect.")
                || className.startsWith("java.lang.invoke.");
    }

    private static String spelled(StackTraceElement frame) {
        return frame.toString().replaceFirst("^app//", "");
    }

    /**
     * Returns the same of an input that the pool, whose own words the message has, counted as
     * another one.
     *
     * @param counted the index by the pool's count
     * @param index the index
     */
    Failure ofInput(long counted, long index) {
        var isPools = status == Status.TIMEOUT || status == Status.MEMORY || status == Status.DIED;
        if (counted == index || !isPools || message == null) {
            return this;
        }
        var told = message.replaceFirst("\\binput " + counted + "\\b", "input " + index);
        return new Failure(status, type, told, signal, exitCode, cause, stack);
    }

    /** Returns the object that JSON output has for it. */
    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("type", type);
        map.put("message", Objects.requireNonNullElse(message, ""));
        if (signal != null) {
            map.put("signal", signal);
        }
        if (exitCode != null) {
            map.put("exitCode", exitCode);
        }
        if (cause != null) {
            map.put("cause", cause);
        }
        map.put("stack", stack);
        return map;
    }

    /** Returns what a person needs, on one line. */
    String line() {
        var text =
                switch (status) {
                    case DIED -> deathLine();
                    case EXCEPTION -> message == null ? type : type + ": " + message;
                    default -> message == null ? type : message;
                };
        return text.replaceAll("\\s*\\R\\s*", " | ");
    }

    private String deathLine() {
        if (signal != null) {
            return "signal " + signal + "; " + cause;
        }
        return exitCode != null ? "exit code " + exitCode + "; " + cause : String.valueOf(cause);
    }
}
