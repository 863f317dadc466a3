package dev.procession.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;

/**
 * Where a command shows itself: results on standard output, all else on standard error.
 *
 * @param mode how progress is shown
 * @param screen standard error
 * @param results standard output, or a file in its place
 * @param control hears when the results cannot be written
 */
public record Console(Display.Mode mode, Screen screen, Results results, RunControl control) {

    /**
     * Takes over the streams of this JVM: what is printed to {@link System#out} afterwards, the
     * output of workers for example, goes to standard error.
     *
     * @param isQuiet whether no progress is shown
     * @return where the command shows itself
     */
    public static Console takeOver(boolean isQuiet) {
        return takeOver(isQuiet, new FileOutputStream(FileDescriptor.out));
    }

    /** As {@link #takeOver(boolean)}, with results that go elsewhere than to standard output. */
    static Console takeOver(boolean isQuiet, OutputStream out) {
        var mode = Display.Mode.of(isQuiet);
        var screen = new Screen(new FileOutputStream(FileDescriptor.err));
        var control = new RunControl();
        var results = new Results(out, problem -> control.outputClosed(problem, screen.stream()));
        System.setOut(screen.stream());
        System.setErr(screen.stream());
        return new Console(mode, screen, results, control);
    }

    /**
     * Returns the stream for what is no result.
     *
     * @return standard error
     */
    public PrintStream err() {
        return screen.stream();
    }
}
