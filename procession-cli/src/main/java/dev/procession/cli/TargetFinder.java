package dev.procession.cli;

import dev.procession.TaskFunction;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds the method that a task's name stands for, without initializing any class of the user's:
 * whatever is wrong with the name is told before anything is started.
 */
final class TargetFinder implements AutoCloseable {

    private final List<Path> classPath;
    private final URLClassLoader loader;

    TargetFinder(List<Path> classPath) {
        this.classPath = List.copyOf(classPath);
        this.loader =
                new URLClassLoader(
                        classPath.stream().map(TargetFinder::url).toArray(URL[]::new),
                        TargetFinder.class.getClassLoader());
    }

    private static URL url(Path path) {
        try {
            return path.toUri().toURL();
        } catch (MalformedURLException impossible) {
            throw new IllegalArgumentException("a path has no URL: path=" + path, impossible);
        }
    }

    @Override
    public void close() {
        try {
            loader.close();
        } catch (java.io.IOException failure) {
            throw new java.io.UncheckedIOException("closing the class path", failure);
        }
    }

    /** Finds the target in a class. */
    Target inClass(TaskName name) {
        var owner = load(name.owner());
        return name.method() == null ? function(owner) : method(owner, name, name.method());
    }

    /** Finds the target in the classes that a source file was compiled to. */
    Target inSource(TaskName name, List<String> classNames) {
        var owners = classNames.stream().map(this::load).toList();
        var method = name.method();
        if (method == null) {
            return soleTask(name, owners);
        }
        var owner = owners.stream().filter(each -> hasTask(each, method)).findFirst();
        return method(owner.orElse(owners.getFirst()), name, method);
    }

    private static boolean hasTask(Class<?> owner, String method) {
        return Methods.tasks(owner).stream().anyMatch(each -> each.getName().equals(method));
    }

    // ---- classes -----------------------------------------------------------------------------

    private Class<?> load(String name) {
        for (String each = name; each != null; each = asNested(each)) {
            var type = loadIfThere(each);
            if (type != null) {
                return type;
            }
        }
        throw UsageException.withSuggestions(
                "there is no such class on the class path, which -cp sets: class=" + name,
                NearestNames.of(name, ClassPathEntries.classNames(classPath)));
    }

    private @Nullable Class<?> loadIfThere(String name) {
        try {
            var type = Class.forName(name, false, loader);
            Methods.tasks(type); // resolves what the methods mention
            return type;
        } catch (ClassNotFoundException missing) {
            return null;
        } catch (NoClassDefFoundError broken) {
            if (isOtherCase(broken)) {
                return null;
            }
            throw unusable(name, broken);
        } catch (LinkageError broken) {
            throw unusable(name, broken);
        }
    }

    /** Where file names ignore the case, a class of another name is found. */
    private static boolean isOtherCase(NoClassDefFoundError broken) {
        return String.valueOf(broken.getMessage()).contains("wrong name");
    }

    private static UsageException unusable(String name, LinkageError broken) {
        return new UsageException(
                "the class cannot be loaded: class=" + name + "; " + broken, broken);
    }

    /** Reads the last dot as a nested class's, which Java's own name has a dollar for. */
    private static @Nullable String asNested(String name) {
        var dot = name.lastIndexOf('.');
        return dot < 0 ? null : name.substring(0, dot) + "$" + name.substring(dot + 1);
    }

    private static boolean isFunction(Class<?> type) {
        return Function.class.isAssignableFrom(type) || TaskFunction.class.isAssignableFrom(type);
    }

    private Target function(Class<?> owner) {
        if (!isFunction(owner)) {
            throw UsageException.withSuggestions(
                    "a class without a method must be a Function: class=" + owner.getName(),
                    Methods.tasks(owner).stream()
                            .map(each -> owner.getName() + "::" + each.getName())
                            .distinct()
                            .limit(3)
                            .toList());
        }
        requireConstructor(owner);
        var apply =
                Methods.named(owner, "apply").stream()
                        .filter(each -> each.getParameterCount() == 1)
                        .filter(each -> !Modifier.isAbstract(each.getModifiers()))
                        .findFirst()
                        .orElseThrow(() ->
                                new UsageException(
                                        "the function has no method apply of its own: class="
                                                + owner.getName()));
        requireConvertible(owner, apply);
        return target(owner, apply);
    }

    private static void requireConstructor(Class<?> owner) {
        var hasOne =
                Arrays.stream(owner.getDeclaredConstructors())
                        .anyMatch(each -> each.getParameterCount() == 0);
        if (!hasOne || Modifier.isAbstract(owner.getModifiers())) {
            throw new UsageException(
                    "a function must be a class that can be made without arguments: class="
                            + owner.getName());
        }
    }

    // ---- methods -----------------------------------------------------------------------------

    private Target method(Class<?> owner, TaskName name, String method) {
        var named = Methods.named(owner, method);
        var tasks = named.stream().filter(Methods::isTask).toList();
        var parameter = name.parameter();
        if (tasks.isEmpty()) {
            throw noSuchTask(name, owner, method, named);
        }
        if (parameter != null) {
            tasks = tasks.stream().filter(takes(parameter)).toList();
            if (tasks.isEmpty()) {
                throw new UsageException(
                        "no such overload: "
                                + owner.getName()
                                + "::"
                                + method
                                + "("
                                + parameter
                                + "); there is "
                                + spelled(name, named.stream().filter(Methods::isTask).toList()));
            }
        }
        if (tasks.size() > 1) {
            var convertible = tasks.stream().filter(each -> isConvertible(each)).toList();
            tasks = convertible.isEmpty() ? tasks : convertible;
        }
        if (tasks.size() > 1) {
            throw new UsageException(
                    "several methods fit, name one of them: " + spelled(name, tasks));
        }
        requireConvertible(owner, tasks.getFirst());
        return target(owner, tasks.getFirst());
    }

    private static Predicate<Method> takes(String parameter) {
        return method -> {
            var type = Methods.parameter(method);
            return type.equals(parameter) || type.endsWith("." + parameter);
        };
    }

    private static UsageException noSuchTask(
            TaskName name, Class<?> owner, String method, List<Method> named) {
        if (!named.isEmpty()) {
            return new UsageException(
                    "a task must be static and take one argument: "
                            + owner.getName()
                            + "::"
                            + method
                            + " is "
                            + named.getFirst());
        }
        var known = Methods.tasks(owner).stream().map(Method::getName).distinct().toList();
        return UsageException.withSuggestions(
                "there is no such method: " + name.owner() + "::" + method,
                NearestNames.of(method, known).stream()
                        .map(each -> name.owner() + "::" + each)
                        .toList());
    }

    private static String spelled(TaskName name, List<Method> methods) {
        return methods.stream()
                .map(each -> Methods.spelled(name.owner(), each))
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private static boolean isConvertible(Method method) {
        return Conversions.isConvertible(method.getParameterTypes()[0]);
    }

    private static void requireConvertible(Class<?> owner, Method method) {
        if (!isConvertible(method)) {
            throw new UsageException(
                    "no input can be made a "
                            + Methods.parameter(method)
                            + ", which has neither a constructor with one string nor a static of, valueOf or"
                            + " parse: "
                            + Methods.spelled(owner.getName(), method));
        }
    }

    /** Finds the one thing in a source file that can be a task. */
    private Target soleTask(TaskName name, List<Class<?>> owners) {
        var functions =
                owners.stream()
                        .filter(TargetFinder::isFunction)
                        .filter(each -> !Modifier.isAbstract(each.getModifiers()))
                        .filter(each -> !each.isAnonymousClass() && !each.isLocalClass())
                        .toList();
        List<Target> targets = new ArrayList<>();
        for (var owner : owners) {
            Methods.tasks(owner).stream()
                    .filter(each -> !each.getName().equals("main"))
                    .filter(each -> !Modifier.isPrivate(each.getModifiers()) && isConvertible(each))
                    .forEach(each -> targets.add(target(owner, each)));
        }
        // The methods beside a file's function are its helpers; a function beside methods may be
        // one.
        if (functions.size() == 1
                && (targets.isEmpty() || functions.getFirst().getEnclosingClass() == null)) {
            return function(functions.getFirst());
        }
        if (targets.size() != 1) {
            throw new UsageException(
                    targets.isEmpty()
                            ? "the source file has no static method that takes one argument: TASK="
                                    + name.owner()
                            : "the source file has several methods, name one of them: "
                                    + targets.stream()
                                            .map(each -> name.owner() + "::" + each.methodName())
                                            .distinct()
                                            .sorted()
                                            .collect(Collectors.joining(", ")));
        }
        return targets.getFirst();
    }

    private Target target(Class<?> owner, Method method) {
        return new Target(
                owner.getName(),
                method.getName(),
                Methods.parameter(method),
                method.getReturnType().getTypeName(),
                classPath);
    }
}
