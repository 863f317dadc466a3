package dev.procession.cli;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The methods of a class, looked at without initializing it. */
final class Methods {

    private Methods() {}

    /** Returns the methods of that name, those of superclasses last; none that a compiler made. */
    static List<Method> named(Class<?> owner, String name) {
        return all(owner).stream().filter(each -> each.getName().equals(name)).toList();
    }

    /** Returns the static methods that take one argument, which are what can be a task. */
    static List<Method> tasks(Class<?> owner) {
        return all(owner).stream().filter(Methods::isTask).toList();
    }

    static boolean isTask(Method method) {
        return Modifier.isStatic(method.getModifiers()) && method.getParameterCount() == 1;
    }

    private static List<Method> all(Class<?> owner) {
        List<Method> all = new ArrayList<>();
        for (@Nullable Class<?> each = owner;
                each != null && each != Object.class;
                each = each.getSuperclass()) {
            for (var method : each.getDeclaredMethods()) {
                if (!method.isSynthetic() && isReachable(method)) {
                    all.add(method);
                }
            }
        }
        return all;
    }

    /** The methods of a named module can be called from outside only if they are public. */
    private static boolean isReachable(Method method) {
        return !method.getDeclaringClass().getModule().isNamed()
                || Modifier.isPublic(method.getModifiers());
    }

    /** Returns a method as one writes it after the name of a command: {@code a.B::c(int)}. */
    static String spelled(String owner, Method method) {
        return owner + "::" + method.getName() + "(" + parameter(method) + ")";
    }

    static String parameter(Method method) {
        return method.getParameterTypes()[0].getTypeName();
    }
}
