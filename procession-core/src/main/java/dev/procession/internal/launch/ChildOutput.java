package dev.procession.internal.launch;

import dev.procession.OutputMode;
import dev.procession.internal.util.Shortage;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a child prints: where its two streams go, and what is kept of them. */
public final class ChildOutput {

    /** Only a grandchild that left the group and holds the pipe makes anybody wait so long. */
    private static final long REST_MILLIS = 1000;

    private final String name;
    private final @Nullable OutputPump out;
    private final @Nullable OutputPump err;

    ChildOutput(String name, Process process, OutputMode mode) {
        this.name = name;
        this.out =
                mode == OutputMode.DISCARDED
                        ? null
                        : pump(process.getInputStream(), System.out, mode);
        this.err = pump(process.getErrorStream(), System.err, mode);
    }

    private @Nullable OutputPump pump(InputStream in, PrintStream target, OutputMode mode) {
        if (mode == OutputMode.INHERITED) {
            return null;
        }
        boolean forwards = mode == OutputMode.FORWARDED || mode == OutputMode.PREFIXED;
        String prefix = mode == OutputMode.PREFIXED ? "[" + name + "] " : "";
        return new OutputPump(in, forwards ? target : null, prefix, mode == OutputMode.CAPTURED);
    }

    /** Has a process to be started print where it shall, as far as nobody here reads it. */
    static void redirect(ProcessBuilder builder, OutputMode mode) {
        if (mode == OutputMode.INHERITED) {
            builder.redirectOutput(ProcessBuilder.Redirect.INHERIT);
            builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        } else if (mode == OutputMode.DISCARDED) {
            builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
        }
    }

    /** Starts to read. */
    void begin() throws IOException {
        begin(out);
        begin(err);
    }

    private void begin(@Nullable OutputPump pump) throws IOException {
        if (pump != null) {
            Thread thread = new Thread(null, pump, "procession-output-" + name, 128 << 10, false);
            thread.setDaemon(true);
            Shortage.start(thread);
        }
    }

    /** Waits until all was read of a process that has ended, at most a second for each stream. */
    void awaitRest() throws InterruptedException {
        if (out != null) {
            out.awaitEnd(REST_MILLIS);
        }
        if (err != null) {
            err.awaitEnd(REST_MILLIS);
        }
    }

    /** Returns the last lines of standard error. */
    public List<String> lastErrorLines() {
        return err == null ? List.of() : err.lastLines();
    }

    /** Returns what was captured of standard output. */
    public String captured() {
        return out == null ? "" : out.captured();
    }

    /** Returns what was captured of standard error. */
    public String capturedErrors() {
        return err == null ? "" : err.captured();
    }
}
