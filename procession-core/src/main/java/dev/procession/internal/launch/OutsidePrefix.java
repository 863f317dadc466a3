package dev.procession.internal.launch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stands before an outside command: programs that replace themselves by it, so that its
 * process id is the one that we know.
 *
 * <ul>
 *   <li>{@code setpriv} has the kernel kill it when this JVM ends without a shutdown. In a child of
 *       ours that is not needed, since the command belongs to the child's process group, which the
 *       child's lifeline ends; only one that leaves the group does.
 *   <li>{@code setsid} has it lead a session and a process group of its own.
 *   <li>a shell opens its terminal. This JVM must not do that itself: if it led a session that has
 *       no terminal, as a service and our own children do, it would be given that one.
 * </ul>
 */
final class OutsidePrefix {

    private static final String TERMINAL = "exec <>\"$0\" >&0 2>&0; exec \"$@\"";

    private static @Nullable List<String> diesWithUs;

    private OutsidePrefix() {}

    /**
     * Where it is refused, a command that this JVM cannot end any more outlives it.
     *
     * <p>Not tried in a static initializer: virtual threads that wait for that keep their carriers,
     * and one that is about to start a process, which only one does at a time, would wait for a
     * carrier for ever.
     */
    private static synchronized List<String> diesWithUs() {
        List<String> known = diesWithUs;
        if (known != null) {
            return known;
        }
        Path setpriv = Launcher.program("setpriv");
        Path nothing = Launcher.program("true");
        if (setpriv == null || nothing == null) {
            diesWithUs = List.of();
            return List.of();
        }
        List<String> prefix = List.of(setpriv.toString(), "--pdeathsig", "KILL", "--");
        try {
            List<String> trial = new ArrayList<>(prefix);
            trial.add(nothing.toString());
            known = Launcher.succeeds(trial.toArray(String[]::new)) ? prefix : List.of();
            diesWithUs = known;
            return known;
        } catch (IOException notNow) {
            // For want of a descriptor or of a thread: tried again for the next command.
            return List.of();
        }
    }

    /**
     * Returns the words.
     *
     * @param leads whether it leads a session
     * @param terminal the path of its terminal, or null
     * @throws IOException if the system has no program for that
     */
    static List<String> of(boolean leads, @Nullable String terminal) throws IOException {
        List<String> words = new ArrayList<>();
        if (leads || Self.parentName() == null) {
            words.addAll(diesWithUs());
        }
        if (terminal != null) {
            words.addAll(List.of(Launcher.SHELL.toString(), "-c", TERMINAL, terminal));
        }
        if (leads) {
            Path setsid = Launcher.program("setsid");
            if (setsid == null) {
                throw new IOException(
                        "a session of its own needs the program setsid, which this system has not"
                                + " in /usr/bin or /bin: install util-linux");
            }
            words.add(setsid.toString());
            if (terminal != null) {
                words.add("-c");
            }
            words.add("--");
        }
        return words;
    }
}
