package dev.procession.process;

import dev.procession.TaskAction;
import dev.procession.codec.Codec;
import dev.procession.codec.CodecContext;
import dev.procession.codec.Source;
import dev.procession.internal.code.CodeLoaders;
import dev.procession.internal.launch.ChildBoot;
import dev.procession.internal.launch.Self;
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
        action(boot).run();
    }

    private static TaskAction action(ChildBoot boot) {
        Source source = new Source();
        byte[] bytes = boot.payload();
        source.wrap(bytes, 0, bytes.length);
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
