package dev.procession.subprocess;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One program of a command.
 *
 * @param words its name and arguments
 * @param directory where it runs, or null
 * @param environment how its environment differs from this JVM's
 * @param errors where its standard error goes
 * @param mergesErrors whether that is where its standard output goes
 * @param leads whether it leads a session of its own
 */
record Stage(
        List<String> words,
        @Nullable Path directory,
        Environment environment,
        Output errors,
        boolean mergesErrors,
        boolean leads) {

    /**
     * How an environment differs from this JVM's.
     *
     * @param isEmptyFirst whether it has nothing of it
     * @param changes variables that are set, and those that are removed: to null
     */
    record Environment(boolean isEmptyFirst, Map<String, @Nullable String> changes) {

        Environment with(String name, @Nullable String value) {
            check(name, value);
            Map<String, @Nullable String> more = new LinkedHashMap<>(changes);
            more.put(name, value);
            return new Environment(isEmptyFirst, Collections.unmodifiableMap(more));
        }

        private static void check(String name, @Nullable String value) {
            Objects.requireNonNull(name, "name");
            if (name.isEmpty() || name.indexOf('=') >= 0 || name.indexOf(0) >= 0) {
                throw new IllegalArgumentException(
                        "the name of an environment variable must have a character and no '=' or"
                                + " NUL: name=\""
                                + Words.shown(name)
                                + "\"");
            }
            if (value != null && value.indexOf(0) >= 0) {
                throw new IllegalArgumentException(
                        "the value of an environment variable must not have the character NUL:"
                                + " name="
                                + name
                                + "; hand such data over as input or as a file");
            }
        }

        void applyTo(Map<String, String> environment) {
            if (isEmptyFirst) {
                environment.clear();
            }
            changes.forEach((name, value) -> {
                if (value == null) {
                    environment.remove(name);
                } else {
                    environment.put(name, value);
                }
            });
        }
    }

    static Stage of(List<String> words) {
        Words.check(words);
        Environment same = new Environment(false, Map.of());
        return new Stage(words, null, same, Output.captured(), false, false);
    }

    Stage withDirectory(Path directory) {
        return new Stage(words, directory, environment, errors, mergesErrors, leads);
    }

    Stage withEnvironment(Environment environment) {
        return new Stage(words, directory, environment, errors, mergesErrors, leads);
    }

    Stage withErrors(Output errors) {
        return new Stage(words, directory, environment, errors, false, leads);
    }

    Stage mergingErrors() {
        return new Stage(words, directory, environment, Output.captured(), true, leads);
    }

    Stage leading() {
        return new Stage(words, directory, environment, errors, mergesErrors, true);
    }

    /** Tells whether its standard error is read by us, apart from its output. */
    boolean capturesErrors() {
        return errors.isCaptured() && !mergesErrors;
    }
}
