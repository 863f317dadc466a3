package dev.procession.internal.code;

import dev.procession.CodecException;
import dev.procession.codec.Codec;
import dev.procession.codec.CodecContext;
import dev.procession.codec.Sink;
import dev.procession.codec.Source;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The classes that JShell makes of what is typed into it: each snippet becomes a class {@code
 * REPL.$JShell$<i>n</i>}, and the variables of the session are static fields of these.
 *
 * <p>A worker sees the variables that its code refers to as they were when the code was sent, like
 * the captured variables of a lambda. See JEP 222 and {@code jdk.jshell.Snippet}.
 */
final class ShellClasses {

    private static final String PREFIX = "REPL.$JShell$";

    private static final int MAX_BYTES = 1 << 30;

    private ShellClasses() {}

    static boolean isOne(String name) {
        return name.startsWith(PREFIX);
    }

    /** Tells whether it is the class of a snippet, rather than one that is declared in it. */
    private static boolean isSnippet(String name) {
        return isOne(name) && name.indexOf('$', PREFIX.length()) < 0;
    }

    /** The variables of the session that a class has. */
    static List<Field> variables(Class<?> type) {
        List<Field> variables = new ArrayList<>();
        if (isSnippet(type.getName())) {
            for (Field field : type.getDeclaredFields()) {
                int modifiers = field.getModifiers();
                if (Modifier.isStatic(modifiers) && !field.isSynthetic()) {
                    variables.add(field);
                }
            }
        }
        return variables;
    }

    /** The value of a variable, encoded. */
    static byte[] value(Field variable) {
        String what = "the variable " + variable.getName() + " of the JShell session";
        try {
            variable.setAccessible(true);
            Sink sink = new Sink(MAX_BYTES);
            ClassLoader loader = variable.getDeclaringClass().getClassLoader();
            Codec.standard().encode(variable.get(null), sink, CodecContext.of(loader, what));
            return Arrays.copyOf(sink.array(), sink.size());
        } catch (IllegalAccessException impossible) {
            throw new CodecException(what + " cannot be read", impossible);
        }
    }

    /** Gives a variable, in a child, the value that it had in the session. */
    static void assign(Class<?> type, String name, byte[] value) {
        String what = "the variable " + name + " of the JShell session";
        try {
            Source source = new Source();
            source.wrap(value, 0, value.length);
            Field variable = type.getDeclaredField(name);
            variable.setAccessible(true);
            CodecContext context = CodecContext.of(type.getClassLoader(), what);
            variable.set(null, Codec.standard().decode(source, context));
        } catch (ReflectiveOperationException | IllegalArgumentException failure) {
            throw new CodecException(what + " cannot be set", failure);
        }
    }

    /** The names of the session's classes that a class file names. */
    static List<String> namedBy(byte[] file) {
        List<String> names = new ArrayList<>();
        for (PoolEntry entry : ClassFile.of().parse(file).constantPool()) {
            if (entry instanceof ClassEntry type) {
                String name = type.asInternalName().replace('/', '.');
                if (isOne(name)) {
                    names.add(name);
                }
            }
        }
        return names;
    }
}
