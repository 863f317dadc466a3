package dev.procession.pool;

/**
 * Whether this JVM's Flight Recorder is in use, or was.
 *
 * <p>An event class of ours brings some hundred classes of the recorder with it, which a program
 * that records nothing need not load. To ask the recorder would load the first of them. But with
 * its first recording, whoever starts that and whenever, it sets a system property.
 *
 * <p>In an event class of ours no other method may be called {@code commit}: where the boot loader
 * has loaded it, JDK 25 then refuses to link the real one.
 */
final class Flight {

    private static final String PROPERTY = "jdk.jfr.repository";
    private static final String MODULE = "jdk.jfr";

    private static volatile boolean isOn;
    private static volatile boolean isBroken;

    private Flight() {}

    /** Tells whether an earlier look has found it in use; costs next to nothing. */
    static boolean isOn() {
        return isOn;
    }

    /** Looks; never too seldom if that is done wherever something is about to begin. */
    static boolean look() {
        if (!isOn && !isBroken && System.getProperty(PROPERTY) != null) {
            // Whoever sets the property by hand may have no such module.
            isOn = ModuleLayer.boot().findModule(MODULE).isPresent();
        }
        return isOn;
    }

    /**
     * Does something with an event. No task and no worker may be lost because the recorder fails,
     * as it does where an agent has changed its classes.
     */
    static void write(Runnable writing) {
        try {
            writing.run();
        } catch (OutOfMemoryError lack) {
            // One event is missing; whoever has filled the memory hears of it anyway.
            return;
        } catch (LinkageError failure) {
            fail(failure);
        }
    }

    private static synchronized void fail(LinkageError failure) {
        if (!isBroken) {
            isBroken = true;
            isOn = false;
            System.getLogger("dev.procession")
                    .log(System.Logger.Level.WARNING, "nothing more is recorded", failure);
        }
    }
}
