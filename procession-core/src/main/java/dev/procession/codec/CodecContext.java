package dev.procession.codec;

import java.util.Objects;

/**
 * What encoding and decoding need to know besides the value: the class loader, the word that begins
 * the path to a fault, and which classes are admitted.
 *
 * @since 0.1
 */
public final class CodecContext {

    private final ClassLoader loader;
    private final String root;
    private final Admission admission;

    private CodecContext(ClassLoader loader, String root, Admission admission) {
        this.loader = Objects.requireNonNull(loader, "loader");
        this.root = Objects.requireNonNull(root, "root");
        this.admission = admission;
    }

    /**
     * Returns a context that admits every class of applications and the value classes of the JDK.
     *
     * @param loader resolves the names of classes
     * @param root the word for the value in messages: {@code argument}, {@code result}, {@code
     *     function}
     * @return the context
     */
    public static CodecContext of(ClassLoader loader, String root) {
        return new CodecContext(loader, root, Admission.STANDARD);
    }

    /**
     * Returns a context that admits more classes.
     *
     * @param patterns class names; {@code com.acme.*} stands for the classes of a package, {@code
     *     com.acme.**} for those of its subpackages as well
     * @return the context
     */
    public CodecContext allowing(String... patterns) {
        return new CodecContext(loader, root, admission.allowing(patterns));
    }

    /**
     * Returns a context that admits, of the classes of applications, only those listed.
     *
     * @param patterns class names; {@code com.acme.*} stands for the classes of a package, {@code
     *     com.acme.**} for those of its subpackages as well
     * @return the context
     */
    public CodecContext strict(String... patterns) {
        return new CodecContext(loader, root, Admission.STRICT.allowing(patterns));
    }

    /**
     * Returns a context for a value of another name.
     *
     * @param word the word for the value in messages
     * @return the context
     */
    public CodecContext withRoot(String word) {
        return new CodecContext(loader, word, admission);
    }

    /**
     * Returns the loader that resolves the names of classes.
     *
     * @return the loader
     */
    public ClassLoader loader() {
        return loader;
    }

    /**
     * Returns the word for the value in messages.
     *
     * @return such as {@code argument}
     */
    public String root() {
        return root;
    }

    /** Which classes may be decoded. */
    Admission admission() {
        return admission;
    }
}
