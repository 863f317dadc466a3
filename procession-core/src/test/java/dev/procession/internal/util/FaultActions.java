package dev.procession.internal.util;

import java.io.File;
import java.io.IOException;

/**
 * What {@link FaultPoint} does in tests: {@code -Dprocession.fault=name:action:nth}, several of
 * them separated by {@code ;}. The <i>nth</i> hit does the action (default: the first; {@code *}:
 * every one).
 *
 * <table>
 * <caption>Actions</caption>
 * <tr><td>{@code halt}, {@code halt=7}</td><td>{@link Runtime#halt}, with code 1 or the one given</td></tr>
 * <tr><td>{@code exit=7}</td><td>{@link System#exit}</td></tr>
 * <tr><td>{@code kill}</td><td>SIGKILL to this process</td></tr>
 * <tr><td>{@code stop}</td><td>SIGSTOP to this process</td></tr>
 * <tr><td>{@code throw}</td><td>an {@link IllegalStateException}</td></tr>
 * <tr><td>{@code wait=/path}</td><td>creates {@code /path.reached}, waits until {@code /path}
 *     exists</td></tr>
 * <tr><td>{@code mark=/path}</td><td>creates {@code /path.reached} and goes on</td></tr>
 * </table>
 *
 * <p>A child inherits the {@code -D} options of its parent: a fault for the child alone is set by
 * {@code ProcessOptions.withJvmOptions}, and {@code -Dprocession.fault=} there keeps the parent's
 * away. Runs in a young worker, so it keeps to plain {@code java.io}.
 */
final class FaultActions extends FaultPoint {

    private final Fault[] faults;

    private static final class Fault {
        final String name;
        final String action;
        final String argument;

        /** 0: every hit. */
        final int nth;

        int hits;

        Fault(String text) {
            String[] parts = text.split(":", 3);
            if (parts.length < 2) {
                throw new IllegalArgumentException(
                        "a fault is name:action or name:action:nth: fault=" + text);
            }
            this.name = parts[0];
            int equals = parts[1].indexOf('=');
            this.action = equals < 0 ? parts[1] : parts[1].substring(0, equals);
            this.argument = equals < 0 ? "" : parts[1].substring(equals + 1);
            String count = parts.length == 3 ? parts[2] : "1";
            this.nth = count.equals("*") ? 0 : Integer.parseInt(count);
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
                act(fault);
            }
        }
    }

    private static boolean isDue(Fault fault) {
        synchronized (fault) {
            fault.hits++;
            return fault.nth == 0 || fault.hits == fault.nth;
        }
    }

    private static void act(Fault fault) {
        switch (fault.action) {
            case "halt":
                Runtime.getRuntime().halt(code(fault));
                break;
            case "exit":
                System.exit(code(fault));
                break;
            case "kill":
                signal("KILL");
                break;
            case "stop":
                signal("STOP");
                break;
            case "throw":
                throw new IllegalStateException("fault injected at " + fault.name);
            case "wait":
                reached(fault);
                awaitFile(new File(fault.argument));
                break;
            case "mark":
                reached(fault);
                break;
            default:
                throw new IllegalArgumentException("unknown action: action=" + fault.action);
        }
    }

    private static int code(Fault fault) {
        return fault.argument.isEmpty() ? 1 : Integer.parseInt(fault.argument);
    }

    private static void reached(Fault fault) {
        try {
            new File(fault.argument + ".reached").createNewFile();
        } catch (IOException failure) {
            throw new IllegalStateException("cannot tell that " + fault.name + " was hit", failure);
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

    /** A JVM cannot signal itself; a shell's parent is this process. */
    private static void signal(String signal) {
        try {
            new ProcessBuilder("sh", "-c", "kill -" + signal + " $PPID").start().waitFor();
        } catch (IOException failure) {
            throw new IllegalStateException("SIG" + signal + " could not be sent", failure);
        } catch (InterruptedException goOn) {
            Thread.currentThread().interrupt();
        }
    }
}
