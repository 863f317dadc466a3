package dev.procession.cli;

import dev.procession.MultiprocessingException;
import dev.procession.TaskFunction;
import java.lang.reflect.InvocationTargetException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/**
 * What a worker runs for each input: converts it, calls the method, and renders the value as text,
 * since the process of the command does not have the user's classes.
 *
 * @param className the class that has the method
 * @param methodName the method, static or of a class that can be made without arguments
 * @param parameterType the name of the type of its one parameter
 * @param isJson whether values become JSON text; otherwise strings stay what they are, and
 *     structures become JSON text
 */
record Invocation(String className, String methodName, String parameterType, boolean isJson)
        implements TaskFunction<String, String> {

    @Override
    public String apply(String input) throws Exception {
        var bound = BoundMethod.of(this);
        var argument = Conversions.convert(input, bound.parameterType());
        try {
            return rendered(bound.call(argument));
        } catch (InvocationTargetException thrown) {
            throw unwrapped(Objects.requireNonNull(thrown.getCause()));
        }
    }

    private static Exception unwrapped(Throwable thrown) {
        return switch (thrown) {
            case Error error -> throw error;
            case MultiprocessingException verdict -> new TaskThrew(verdict);
            case CancellationException verdict -> new TaskThrew(verdict);
            case Exception exception -> exception;
            default -> new TaskThrew(thrown);
        };
    }

    private String rendered(@org.jspecify.annotations.Nullable Object value) throws Exception {
        var content = value instanceof Optional<?> optional ? optional.orElse(null) : value;
        return isJson || content == null || JsonText.isStructure(content)
                ? JsonText.of(content)
                : content.toString();
    }
}
