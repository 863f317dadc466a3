package dev.procession.process;

import dev.procession.TaskAction;
import dev.procession.codec.Codec;
import dev.procession.codec.CodecContext;
import dev.procession.codec.Source;
import dev.procession.internal.code.CodeLoaders;
import dev.procession.internal.launch.ChildBoot;
import dev.procession.internal.launch.Self;
import dev.procession.internal.util.Closed;
import java.util.Arrays;
import java.util.Objects;

/**
 * The main class of a {@link JavaProcess}: decodes the action and runs it on the main thread. What
 * the action throws leaves {@code main}, so the JVM prints it and ends with code 1; it waits for
 * non-daemon threads as any JVM does.
 */
final class JavaProcessMain {

    private JavaProcessMain() {}

    /**
     * Runs the action that the parent sends.
     *
     * @param arguments what the parent's command says
     * @throws Exception what the action throws
     */
    public static void main(String[] arguments) throws Exception {
        ChildBoot boot = ChildBoot.receive(arguments);
        Source source = new Source();
        byte[] bytes = boot.payload();
        source.wrap(bytes, 0, bytes.length);
        boolean isDaemon = source.getByte() != 0;
        TaskAction action = action(boot, source);
        try {
            action.run();
        } catch (IllegalStateException met) {
            throw isDaemon && Closed.isSaidBy(met) ? inOneLine(met) : met;
        }
    }

    /**
     * What a daemon takes from has ended before it, as it may: whoever has closed that goes on to
     * his own end, and with him the daemon. So it is told, but not as a failure of the daemon's.
     */
    private static IllegalStateException inOneLine(IllegalStateException closed) {
        StringBuilder line = new StringBuilder("[").append(Self.name()).append("] ");
        line.append(closed.getMessage()).append(" while this daemon used it");
        Arrays.stream(closed.getStackTrace())
                .filter(frame -> !frame.getClassName().startsWith("dev.procession."))
                .findFirst()
                .ifPresent(frame -> line.append(": at ").append(frame));
        line.append("; to have daemons end by themselves, complete() a queue before");
        IllegalStateException told = new IllegalStateException(line.toString());
        told.setStackTrace(new StackTraceElement[0]);
        return told;
    }

    private static TaskAction action(ChildBoot boot, Source source) {
        int base = source.getInt();
        Self.decoding(true);
        try {
            CodecContext context = CodecContext.of(loader(boot, base), "action");
            return (TaskAction)
                    Objects.requireNonNull(Codec.standard().decode(source, context), "action");
        } finally {
            Self.decoding(false);
        }
    }

    private static ClassLoader loader(ChildBoot boot, int base) {
        if (base == 0) {
            return ClassLoader.getSystemClassLoader();
        }
        ClassLoader loader = new CodeLoaders(boot).loader(base);
        // Libraries look for their parts by it.
        Thread.currentThread().setContextClassLoader(loader);
        return loader;
    }
}
