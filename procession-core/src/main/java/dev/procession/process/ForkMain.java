package dev.procession.process;

import dev.procession.codec.Codec;
import dev.procession.codec.CodecContext;
import dev.procession.codec.Source;
import dev.procession.internal.launch.ForkedChild;
import dev.procession.internal.launch.Self;
import java.util.Objects;

/** The main class of a {@link ForkedProcess}. */
final class ForkMain {

    private ForkMain() {}

    /**
     * Runs the body on the main thread. What it throws leaves {@code main}, as in a child.
     *
     * @param arguments what the parent says
     * @throws Exception what the body throws
     */
    public static void main(String[] arguments) throws Exception {
        byte[] bytes = ForkedChild.boot(arguments);
        work(bytes).body().run();
    }

    private static ForkedWork work(byte[] bytes) throws ReflectiveOperationException {
        ClassLoader loader = ClassLoader.getSystemClassLoader();
        Source source = new Source();
        source.wrap(bytes, 0, bytes.length);
        Self.decoding(true);
        try {
            CodecContext context = CodecContext.of(loader, "fork");
            ForkedWork work =
                    (ForkedWork)
                            Objects.requireNonNull(
                                    Codec.standard().decode(source, context), "fork");
            work.statics().set(loader);
            return work;
        } finally {
            Self.decoding(false);
        }
    }
}
