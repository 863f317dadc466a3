package dev.procession.internal.code;

import dev.procession.codec.Source;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;

/**
 * What children were told, or are going to be told, of a JShell session: its classes and variables
 * as they were when a task was sent.
 *
 * <p>In JShell a method may be declared anew and a variable be given another value, without the
 * name of its class being another one. Then all that was told is void, and a new {@link CodeBase}
 * begins, whose classes children load anew.
 */
final class ShellState {

    private final WeakReference<ClassLoader> loader;
    private final Map<String, CodeAnswer> told = new HashMap<>();

    ShellState(ClassLoader loader) {
        this.loader = new WeakReference<>(loader);
    }

    private CodeAnswer look(String name) {
        ClassLoader alive = loader.get();
        return alive == null ? CodeAnswer.none() : ClassAnswers.of(alive, name);
    }

    /** Tells whether anything is not as it was. */
    synchronized boolean hasChanged() {
        for (Map.Entry<String, CodeAnswer> each : told.entrySet()) {
            if (!look(each.getKey()).isSameAs(each.getValue())) {
                return true;
            }
        }
        return false;
    }

    /** Takes note of a class and of all that it refers to, directly or not. */
    synchronized void recordAllFrom(String name) {
        if (told.containsKey(name)) {
            return;
        }
        CodeAnswer found = look(name);
        told.put(name, found);
        if (found.status() == CodeAnswer.FOUND) {
            Source source = new Source();
            source.wrap(found.body(), 0, found.body().length);
            byte[] file = new byte[source.getVarint()];
            source.getBytes(file, 0, file.length);
            ShellClasses.namedBy(file).forEach(this::recordAllFrom);
        }
    }

    /** Answers a child, always in the same way. */
    synchronized CodeAnswer answer(String name) {
        return told.computeIfAbsent(name, this::look);
    }
}
