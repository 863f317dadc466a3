package dev.procession.internal.util;

import java.io.File;
import java.io.IOException;

/**
 * What {@link FaultPoint} does in tests: {@code -Dprocession.fault=name:action:nth}, several of
 * them separated by {@code ;}; several actions by {@code +}. The <i>nth</i> hit does the action
 * (default: the first; {@code *}: every one; {@code @/path}: the one that finds this file, and
 * deletes it).
 *
 * <table>
 * <caption>Actions</caption>
 * <tr><td>{@code wait=/path}</td><td>creates {@code /path.reached}, waits until {@code /path}
 *     exists</td></tr>
 * <tr><td>{@code mark=/path}</td><td>creates {@code /path.reached} and goes on</td></tr>
 * <tr><td>any other</td><td>a way of {@link Harm}: {@code kill}, {@code exit=3}</td></tr>
 * </table>
 *
 * <p>A child inherits the {@code -D} options of its parent: a fault for the child alone is set by
 * {@code ProcessOptions.withJvmOptions}, and {@code -Dprocession.fault=} there keeps the parent's
 * away. Runs in a young worker, so it keeps to plain {@code java.io}.
 */
final class FaultActions extends FaultPoint {

    private static final String WAIT = "wait=";
    private static final String MARK = "mark=";

    private final Fault[] faults;

    private static final class Fault {
        final String name;

        final String[] actions;

        /** 0: every hit. */
        final int nth;

        /** Its deletion makes a hit due; null: {@link #nth} tells. */
        final File trigger;

        int hits;

        Fault(String text) {
            String[] parts = text.split(":", 3);
            if (parts.length < 2) {
                throw new IllegalArgumentException(
                        "a fault is name:action or name:action:nth: fault=" + text);
            }
            this.name = parts[0];
            this.actions = parts[1].split("\\+");
            String count = parts.length == 3 ? parts[2] : "1";
            this.trigger = count.startsWith("@") ? new File(count.substring(1)) : null;
            this.nth = count.equals("*") || trigger != null ? 0 : Integer.parseInt(count);
        }
    }

    FaultActions(String wanted) {
        String[] texts = wanted.isBlank() ? new String[0] : wanted.split(";");
        faults = new Fault[texts.length];
        for (int i = 0; i < texts.length; i++) {
            faults[i] = new Fault(texts[i].strip());
        }
    }

    @Override
    protected void at(String name) {
        for (Fault fault : faults) {
            if (fault.name.equals(name) && isDue(fault)) {
                for (String action : fault.actions) {
                    act(name, action);
                }
            }
        }
    }

    private static boolean isDue(Fault fault) {
        if (fault.trigger != null) {
            return fault.trigger.delete();
        }
        synchronized (fault) {
            fault.hits++;
            return fault.nth == 0 || fault.hits == fault.nth;
        }
    }

    private static void act(String name, String action) {
        if (action.startsWith(WAIT)) {
            String path = action.substring(WAIT.length());
            reached(name, path);
            awaitFile(new File(path));
        } else if (action.startsWith(MARK)) {
            reached(name, action.substring(MARK.length()));
        } else {
            Harm.by(action);
        }
    }

    private static void reached(String name, String path) {
        try {
            new File(path + ".reached").createNewFile();
        } catch (IOException failure) {
            throw new IllegalStateException("cannot tell that " + name + " was hit", failure);
        }
    }

    private static void awaitFile(File file) {
        try {
            while (!file.exists()) {
                Thread.sleep(2);
            }
        } catch (InterruptedException goOn) {
            Thread.currentThread().interrupt();
        }
    }
}
