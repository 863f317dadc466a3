package dev.procession.internal.util;

/**
 * What happens on an access to mapped memory that has no page: its file was cut short, or the file
 * system is full.
 *
 * <p>The JVM (measured on 25, x86-64) makes an {@link InternalError} of it: from an interpreted
 * method at once, from a compiled one when it returns or loops, at the latest in the compiled
 * method's caller, the value read being garbage.
 */
public final class MappedMemory {

    private static final Object SETTLING = new Object();

    private MappedMemory() {}

    /** Tells whether an error comes from an access to memory that has no page. */
    public static boolean isCut(InternalError error) {
        String message = error.getMessage();
        return message != null && message.contains("unsafe memory access");
    }

    /**
     * Has the JVM throw now what it may still have to throw of this thread's accesses before: no
     * error of them comes after this method has ended. It costs some ten nanoseconds.
     *
     * @throws InternalError if there was no page, see {@link #isCut}
     */
    public static void settle() {
        // A late error is thrown at the latest when a native method returns, and this is one that
        // neither blocks nor is replaced by the compiler.
        boolean _ = Thread.holdsLock(SETTLING);
    }
}
