package dev.procession.cli;

import dev.procession.TaskAction;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Calls the {@code main} of a class as {@code java} would.
 *
 * @param className the class
 * @param arguments the arguments of its main
 */
record MainCall(String className, List<String> arguments) implements TaskAction {

    private static final Class<?>[] ARGUMENTS = {String[].class};

    MainCall {
        arguments = List.copyOf(arguments);
    }

    @Override
    public void run() throws Exception {
        var main = main(find());
        main.setAccessible(true);
        try {
            if (main.getParameterCount() == 0) {
                main.invoke(null);
            } else {
                main.invoke(null, (Object) arguments.toArray(String[]::new));
            }
        } catch (InvocationTargetException thrown) {
            switch (thrown.getCause()) {
                case Error error -> throw error;
                case Exception exception -> throw exception;
                case null, default -> throw thrown;
            }
        }
    }

    private Class<?> find() throws ClassNotFoundException {
        try {
            return Class.forName(className, true, ClassLoader.getSystemClassLoader());
        } catch (ClassNotFoundException missing) {
            throw new ClassNotFoundException(
                    className + ", which -cp has to say the place of", missing);
        }
    }

    private static Method main(Class<?> type) throws NoSuchMethodException {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(each -> each.getName().equals("main"))
                .filter(each -> Modifier.isStatic(each.getModifiers()))
                .filter(each ->
                        each.getParameterCount() == 0
                                || Arrays.equals(each.getParameterTypes(), ARGUMENTS))
                .max(Comparator.comparingInt(Method::getParameterCount))
                .orElseThrow(() ->
                        new NoSuchMethodException(
                                "a daemon's class needs a static main: class=" + type.getName()));
    }
}
