package dev.procession.internal.os;

/**
 * Standard output and standard error of this process, as descriptors: what the JVM itself says, and
 * what outside commands write that inherit them, goes there, too.
 *
 * <p>Source: {@code dup(2)}.
 */
public final class StandardStreams {

    private static final int OUT = 1;
    private static final int ERR = 2;

    private StandardStreams() {}

    /**
     * Has both of them write behind what is in a file. Nothing is lost that is written meanwhile.
     * Commands that run already go on writing to what they were given.
     *
     * @param path an existing file
     * @return whether that could be done; otherwise nothing has changed, or standard output alone
     */
    public static boolean appendTo(String path) {
        if (!LinuxCalls.isSupported()) {
            return false;
        }
        try {
            LinuxCalls calls = LinuxCalls.open();
            long file = calls.openToAppend(path);
            if (file < 0) {
                return false;
            }
            boolean isDone =
                    calls.duplicateOnto(file, OUT) >= 0 && calls.duplicateOnto(file, ERR) >= 0;
            calls.close(file);
            return isDone;
        } catch (IllegalCallerException deniedToThisJvm) {
            return false;
        }
    }
}
