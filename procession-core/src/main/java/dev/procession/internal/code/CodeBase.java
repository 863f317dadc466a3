package dev.procession.internal.code;

import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A class loader as it travels: by a number, under which children ask for its classes.
 *
 * <p>Children have the class path of this JVM themselves. What another loader has (that of a source
 * file that is launched as it is, of JShell, of a jar within a jar, of an application server) they
 * get from here, see {@link CodeServer}. Thread-safe.
 */
public final class CodeBase {

    private static final CodeBase STANDARD =
            new CodeBase(0, 0, ClassLoader.getSystemClassLoader(), false);

    // Weak both ways: a pool that outlives an application must not keep it.
    private static final Map<ClassLoader, CodeBase> BY_LOADER = new WeakHashMap<>();
    private static final Map<Integer, WeakReference<CodeBase>> BY_ID = new HashMap<>();

    private static int ids;

    private final int id;
    private final int family;
    private final WeakReference<ClassLoader> loader;
    private final @Nullable ShellState state;

    private CodeBase(int id, int family, ClassLoader loader, boolean isShell) {
        this.id = id;
        this.family = family;
        this.loader = new WeakReference<>(loader);
        this.state = isShell ? new ShellState(loader) : null;
    }

    /**
     * Returns the code base of a type, as its code is now.
     *
     * @param type a class whose objects are about to be sent
     * @return its code base; children find it served
     * @throws java.io.UncheckedIOException if it cannot be served
     */
    public static CodeBase of(Class<?> type) {
        ClassLoader loader = type.getClassLoader();
        return isStandard(loader) ? STANDARD : ofForeign(loader, type);
    }

    /**
     * Requires that a type is on the class path or module path, where a process finds it by itself
     * that may outlive this one.
     *
     * @param type a class whose objects are about to be sent
     * @param what what the object is for, in the message
     * @throws IllegalArgumentException if it is not
     */
    public static void requireOnPath(Class<?> type, String what) {
        ClassLoader loader = type.getClassLoader();
        if (!isStandard(loader)) {
            throw new IllegalArgumentException(
                    what
                            + " needs a class that is on the class path or module path, since it may"
                            + " outlive this program, which has this one from elsewhere (a source"
                            + " file, JShell, a jar within a jar): class="
                            + type.getNestHost().getName()
                            + ", loader="
                            + loader);
        }
    }

    /** Nobody but the JDK has loaders above the system class loader. */
    private static boolean isStandard(@Nullable ClassLoader loader) {
        ClassLoader system = ClassLoader.getSystemClassLoader();
        return loader == null || loader == system || loader == system.getParent();
    }

    private static synchronized CodeBase ofForeign(ClassLoader loader, Class<?> type) {
        // That of a lambda is hidden; its host is what can be found by name.
        String name = type.getNestHost().getName();
        boolean isShell = ShellClasses.isOne(name);
        CodeBase base = BY_LOADER.get(loader);
        if (base == null || base.mustBeReplaced(isShell)) {
            CodeServer.start();
            int next = ++ids;
            base = new CodeBase(next, base == null ? next : base.family, loader, isShell);
            BY_LOADER.put(loader, base);
            BY_ID.values().removeIf(each -> each.refersTo(null));
            BY_ID.put(base.id, new WeakReference<>(base));
        }
        if (base.state != null) {
            base.state.recordAllFrom(name);
        }
        return base;
    }

    private boolean mustBeReplaced(boolean isShell) {
        return state == null ? isShell : state.hasChanged();
    }

    /** Returns the code base of a number; null if nobody has it any more. */
    static synchronized @Nullable CodeBase of(int id) {
        WeakReference<CodeBase> known = BY_ID.get(id);
        return known == null ? null : known.get();
    }

    /**
     * Returns the number.
     *
     * @return 0 for what children have themselves
     */
    public int id() {
        return id;
    }

    /** The number of the first code base of the same loader. */
    int family() {
        return family;
    }

    /**
     * Tells whether a later look may find other code, as it may while a JShell session goes on.
     *
     * @return whether what was encoded once must not be kept
     */
    public boolean mayChange() {
        return state != null;
    }

    /**
     * Returns the loader.
     *
     * @return the loader, by which results are decoded
     * @throws IllegalStateException if the application it belonged to is gone
     */
    public ClassLoader loader() {
        ClassLoader alive = loader.get();
        if (alive == null) {
            throw new IllegalStateException("the application that this code belonged to is gone");
        }
        return alive;
    }

    /** Answers a child that asks for a class. */
    CodeAnswer type(String name) {
        return state == null ? ClassAnswers.of(loader(), name) : state.answer(name);
    }
}
