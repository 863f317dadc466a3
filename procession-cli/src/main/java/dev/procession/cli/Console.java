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
        // What is lost there is told at the end of the command, as with all others.
        return takeOver(isQuiet, StandardOutput.ofThisProcess(), false);
    }

    /** As {@link #takeOver(boolean)}, with results that go elsewhere than to standard output. */
    static Console takeOver(boolean isQuiet, OutputStream file) {
        return takeOver(isQuiet, file, true);
    }

    private static Console takeOver(boolean isQuiet, OutputStream out, boolean isLossTold) {
        var mode = Display.Mode.of(isQuiet);
        var screen = new Screen(new FileOutputStream(FileDescriptor.err));
        var control = new RunControl();
        var results =
                new Results(
                        out,
                        problem -> {
                            var lost = new LostOutput(problem);
                            if (isLossTold && !lost.isReaderGone()) {
                                screen.stream().println(lost.line());
                            }
                            control.outputClosed(lost);
                        });
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
