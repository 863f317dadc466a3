package dev.procession.internal.util;

import java.io.FileInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Two descriptors that are kept for the moment in which there is no other.
 *
 * <p>Without one the JDK cannot even kill: it looks into {@code /proc} first, lest it kill another
 * process that has got the same pid. It takes two to list processes.
 */
public final class Reserve {

    private static final int SIZE = 2;

    private static final List<FileInputStream> KEPT = new ArrayList<>();

    private Reserve() {}

    /** Fills the reserve as far as there are descriptors. */
    public static synchronized void keep() {
        try {
            while (KEPT.size() < SIZE) {
                KEPT.add(new FileInputStream("/dev/null"));
            }
        } catch (IOException noneLeft) {
            // Less of a reserve; the next one who looks may have more luck.
            return;
        }
    }

    /**
     * Does something with the reserve's descriptors free for it.
     *
     * @param action what needs them, for a short time
     * @param <T> the type of its result
     * @return its result
     */
    public static synchronized <T> T spend(Supplier<T> action) {
        KEPT.forEach(Reserve::close);
        KEPT.clear();
        try {
            return action.get();
        } finally {
            keep();
        }
    }

    private static void close(FileInputStream kept) {
        try {
            kept.close();
        } catch (IOException impossible) {
            throw new IllegalStateException("/dev/null was not to be closed", impossible);
        }
    }
}
