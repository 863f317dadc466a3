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
        copied(arguments).body().run();
    }

    private static ForkedWork copied(String[] arguments) throws Exception {
        try {
            return work(ForkedChild.boot(arguments));
        } catch (OutOfMemoryError tooSmall) {
            throw new IllegalStateException(
                    "the copied state does not fit this child's heap, which has the limit of its"
                            + " parent's: max heap="
                            + Runtime.getRuntime().maxMemory()
                            + " bytes; start the parent with a larger -Xmx, or copy less",
                    tooSmall);
        }
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
