package dev.procession.internal.code;

import dev.procession.codec.Sink;
import dev.procession.internal.util.Shortage;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks classes up for children, by the loader that has them. */
final class ClassAnswers {

    /** No class file is longer. */
    private static final int MAX_BYTES = 1 << 30;

    private ClassAnswers() {}

    /**
     * Finds a class and its bytes.
     *
     * <pre>
     *   length  class file   number of variables   (name  length  encoded value) …
     * </pre>
     */
    static CodeAnswer of(ClassLoader loader, String name) {
        try {
            Class<?> type = Class.forName(name, false, loader);
            byte[] bytes = bytes(type);
            if (bytes == null) {
                return CodeAnswer.failed(
                        "class " + name + " cannot be sent: its loader has no class file of it");
            }
            Sink body = new Sink(MAX_BYTES);
            CodeAnswer.put(body, bytes);
            List<Field> variables = ShellClasses.variables(type);
            body.putVarint(variables.size());
            for (Field each : variables) {
                body.putString(each.getName());
                CodeAnswer.put(body, ShellClasses.value(each));
            }
            return CodeAnswer.found(body);
        } catch (ClassNotFoundException nobodyHasIt) {
            return CodeAnswer.none();
        } catch (LinkageError | IOException | RuntimeException failure) {
            return CodeAnswer.failed(
                    "class " + name + " cannot be sent: " + Shortage.describe(failure));
        }
    }

    /** The class file, by the loader that defined the class; that one has it for certain. */
    private static byte @Nullable [] bytes(Class<?> type) throws IOException {
        ClassLoader owner = type.getClassLoader();
        if (owner == null) {
            return null;
        }
        try (InputStream file = owner.getResourceAsStream(fileOf(type.getName()))) {
            return file == null ? null : file.readAllBytes();
        }
    }

    static String fileOf(String name) {
        return name.replace('.', '/') + ".class";
    }
}
