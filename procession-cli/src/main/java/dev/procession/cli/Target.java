package dev.procession.cli;

import java.nio.file.Path;
import java.util.List;

/**
 * The method that a task's name stands for.
 *
 * @param className its class
 * @param methodName its name
 * @param parameterType the type that inputs are converted to
 * @param returnType the type of its value
 * @param classPath what workers need on their class path
 */
record Target(
        String className,
        String methodName,
        String parameterType,
        String returnType,
        List<Path> classPath) {

    Target {
        classPath = List.copyOf(classPath);
    }

    /** Whether there is no value to print. */
    boolean isVoid() {
        return returnType.equals("void");
    }

    Invocation invocation(boolean isJson) {
        return new Invocation(className, methodName, parameterType, isJson);
    }

    @Override
    public String toString() {
        return returnType + " " + className + "::" + methodName + "(" + parameterType + ")";
    }
}
