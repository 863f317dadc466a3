package dev.procession.cli;

import dev.procession.ExitStatus;
import dev.procession.RemoteException;
import dev.procession.TaskTimeoutException;
import dev.procession.WorkerDiedException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

    static Failure of(Throwable thrown) {
        return switch (thrown) {
            case WorkerDiedException death -> ofDeath(death);
            case TaskTimeoutException timeout -> 
                    ofThrown(Status.TIMEOUT, timeout, frames(timeout.workerStack()));
            default -> ofException(thrown);
        };
    }

    private static Failure ofDeath(WorkerDiedException died) {
        Integer signal = null;
        Integer code = null;
        switch (died.exitStatus()) {
            case ExitStatus.Signaled(int number) -> signal = number;
            case ExitStatus.Exited(int number) -> code = number;
            case ExitStatus.Running() -> {}
        }
        return new Failure(
                Status.DIED,
                WorkerDiedException.class.getName(),
                died.getMessage(),
                signal,
                code,
                died.death().likelyCause(),
                List.of());
    }

    private static Failure ofException(Throwable thrown) {
        var carried = thrown.getCause();
        var original = carried != null && isCarrier(thrown) ? carried : thrown;
        var stack = frames(List.of(original.getStackTrace()));
        return ofThrown(Status.of(thrown), original, stack);
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
        return thrown instanceof RemoteException mirror ? mirror.remoteMessage() : thrown.getMessage();
    }

    private static String named(Throwable thrown) {
        var message = message(thrown);
        return message == null ? type(thrown) : type(thrown) + ": " + message;
    }

    /** Leaves out what lies below the task: reflection and the command's own frames. */
    private static List<String> frames(List<StackTraceElement> frames) {
        var own = Arrays.asList(Invocation.class.getName(), BoundMethod.class.getName());
        var end = frames.size();
        for (int i = 0; i < frames.size(); i++) {
            if (own.contains(frames.get(i).getClassName())) {
                end = i;
                break;
            }
        }
        while (end > 0 && isReflection(frames.get(end - 1).getClassName())) {
            end--;
        }
        return frames.subList(0, end).stream().map(Failure::spelled).toList();
    }

    private static boolean isReflection(String className) {
        return className.startsWith("java.lang.reflect.")
                || className.startsWith("jdk.internal.reflect.")
                || className.startsWith("java.lang.invoke.");
    }

    private static String spelled(StackTraceElement frame) {
        return frame.toString().replaceFirst("^app//", "");
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
        var how = signal != null ? "signal " + signal : "exit code " + exitCode;
        return (signal == null && exitCode == null ? "" : how + "; ") + cause;
    }
}
