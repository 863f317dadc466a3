package dev.procession.subprocess;

import dev.procession.internal.channel.Fifos;
import dev.procession.internal.launch.OutsideCommand;
import dev.procession.internal.launch.Session;
import dev.procession.internal.os.Terminal;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The streams of a command that is about to be started.
 *
 * <p>Programs that are joined have a pipe of the system between them, so that nothing of what they
 * hand on comes by this JVM.
 */
final class Streams implements AutoCloseable {

    private static final File NOTHING = new File(File.separatorChar == '/' ? "/dev/null" : "NUL");

    private final List<ProcessBuilder> builders;

    /** Of the input, the output and each program's errors. */
    private final boolean[] areOurs;

    private final List<Fifo> fifos = new ArrayList<>();
    private @Nullable WritableByteChannel input;
    private final @Nullable Outlet[] outlets;
    private final List<Path> named = new ArrayList<>();
    private @Nullable Terminal terminal;

    /**
     * Our ends of the streams; null for those that we have nothing to do with.
     *
     * @param input what the command reads
     * @param output what its last program writes
     * @param errors what each program writes to its standard error
     */
    record Ends(
            @Nullable WritableByteChannel input,
            @Nullable Outlet output,
            List<@Nullable Outlet> errors)
            implements AutoCloseable {

        /** Wakes whoever writes to programs that have ended. */
        void noneReads() throws IOException {
            if (input != null && !(input instanceof Typing)) {
                input.close();
            }
        }

        @Override
        public void close() throws IOException {
            if (output != null) {
                output.channel().close();
            }
            for (Outlet each : errors) {
                if (each != null) {
                    each.channel().close();
                }
            }
            if (input != null) {
                input.close();
            }
        }
    }

    private Streams(List<ProcessBuilder> builders) {
        this.builders = builders;
        this.outlets = new Outlet[2 + builders.size()];
        this.areOurs = new boolean[outlets.length];
    }

    /**
     * Makes them.
     *
     * @param stages the programs
     * @param plan what holds for all
     * @param isOpen whether the input stays open for what is sent
     * @param builders get their streams here
     */
    static Streams prepare(
            List<Stage> stages, Plan plan, boolean isOpen, List<ProcessBuilder> builders)
            throws IOException {
        Streams streams = new Streams(builders);
        boolean isPrepared = false;
        try {
            if (plan.screen() == null) {
                streams.redirectInput(plan, isOpen);
                streams.redirectOutputs(stages, plan);
                streams.makePipes();
            } else {
                requireOnlyTerminal(stages.getFirst(), plan);
                streams.openTerminal(plan.screen());
            }
            isPrepared = true;
            return streams;
        } finally {
            if (!isPrepared) {
                streams.close();
            }
        }
    }

    private void redirectInput(Plan plan, boolean isOpen) throws IOException {
        ProcessBuilder first = builders.getFirst();
        switch (plan.input()) {
            case Input.Inherited() -> first.redirectInput(ProcessBuilder.Redirect.INHERIT);
            case Input.OfFile file -> {
                RedirectFile.checkInput(file.path());
                first.redirectInput(file.path().toFile());
            }
            case Input.None() when !isOpen -> first.redirectInput(NOTHING);
            default -> areOurs[0] = true;
        }
    }

    private void redirectOutputs(List<Stage> stages, Plan plan) throws IOException {
        plan.output().check();
        areOurs[1] = plan.output().isCaptured();
        builders.getLast().redirectOutput(plan.output().redirect());
        for (int i = 0; i < stages.size(); i++) {
            Stage stage = stages.get(i);
            stage.errors().check();
            areOurs[2 + i] = stage.capturesErrors();
            builders.get(i).redirectErrorStream(stage.mergesErrors());
            builders.get(i).redirectError(stage.errors().redirect());
        }
    }

    /** Where the system has no named pipes, the JDK's own have to do. */
    private void makePipes() throws IOException {
        Path[] paths = new Path[outlets.length];
        for (int i = 0; i < outlets.length; i++) {
            if (areOurs[i]) {
                paths[i] = Session.current().newPath();
                named.add(paths[i]);
            }
        }
        if (named.isEmpty() || !Fifos.make(named.toArray(Path[]::new))) {
            return;
        }
        for (int i = 0; i < outlets.length; i++) {
            if (areOurs[i]) {
                open(i, paths[i]);
            }
        }
    }

    /** Before anything runs: for lack of a descriptor, nothing has to be killed. */
    private void open(int index, Path path) throws IOException {
        Fifo fifo = Fifo.open(path);
        fifos.add(fifo);
        if (index == 0) {
            input = fifo.toWrite();
            builders.getFirst().redirectInput(path.toFile());
            return;
        }
        outlets[index] = Outlet.of(fifo.toRead());
        if (index == 1) {
            builders.getLast().redirectOutput(path.toFile());
        } else {
            builders.get(index - 2).redirectError(path.toFile());
        }
    }

    private static void requireOnlyTerminal(Stage stage, Plan plan) throws IOException {
        boolean isAll =
                plan.output().isCaptured()
                        && stage.errors().isCaptured()
                        && !(plan.input() instanceof Input.Inherited);
        if (!isAll) {
            throw new IllegalStateException(
                    "a program with a terminal has it for all its streams: output="
                            + plan.output()
                            + ", errors="
                            + stage.errors()
                            + "; redirect none of them");
        }
        switch (plan.input()) {
            case Input.OfFile file -> RedirectFile.checkInput(file.path());
            case Input.Bytes(byte[] bytes) -> Typing.check(bytes);
            case Input.Text(String text) -> Typing.check(text.getBytes(plan.charset()));
            default -> {
                // Known only when it is typed, or never.
            }
        }
    }

    private void openTerminal(Plan.Screen screen) throws IOException {
        if (!Terminal.isSupported()) {
            throw new UnsupportedOperationException(
                    "a terminal needs Linux on x86-64 or aarch64, and native access: os="
                            + System.getProperty("os.name")
                            + ", arch="
                            + System.getProperty("os.arch")
                            + "; start this JVM with --enable-native-access="
                            + nameOfOurs()
                            + ", or do without terminal()");
        }
        terminal = Terminal.open(screen.columns(), screen.rows());
        builders.getFirst()
                .redirectInput(NOTHING)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
    }

    private static String nameOfOurs() {
        Module ours = Streams.class.getModule();
        return ours.isNamed() ? ours.getName() : "ALL-UNNAMED";
    }

    /** Returns the path of the terminal, or null. */
    @Nullable String terminalPath() {
        return terminal == null ? null : terminal.path();
    }

    /** Returns our ends, once the programs have theirs; they are not closed by {@link #close}. */
    Ends connect(OutsideCommand started) {
        List<@Nullable Outlet> errors = new ArrayList<>();
        if (terminal != null) {
            errors.add(null);
            Ends ends = new Ends(new Typing(terminal), Outlet.of(terminal), errors);
            terminal = null;
            return ends;
        }
        List<Process> processes = started.processes();
        for (int i = 0; i < builders.size(); i++) {
            errors.add(outlet(2 + i, processes.get(i).getErrorStream()));
        }
        Outlet output = outlet(1, processes.getLast().getInputStream());
        return new Ends(input(processes.getFirst().getOutputStream()), output, errors);
    }

    private @Nullable WritableByteChannel input(OutputStream ofJdk) {
        WritableByteChannel ours = input;
        input = null;
        return ours == null && areOurs[0] ? new Flushing(ofJdk) : ours;
    }

    private @Nullable Outlet outlet(int index, InputStream ofJdk) {
        Outlet ours = outlets[index];
        outlets[index] = null;
        return ours == null && areOurs[index] ? Outlet.ofJdk(ofJdk) : ours;
    }

    /** Closes what nobody has been given. */
    @Override
    public void close() throws IOException {
        if (terminal != null) {
            terminal.close();
        }
        new Ends(input, null, Arrays.asList(outlets)).close();
        for (Fifo each : fifos) {
            each.close();
        }
        for (Path each : named) {
            Files.deleteIfExists(each);
        }
    }

    /** Has what is written go out at once. */
    private static final class Flushing implements WritableByteChannel {
        private final OutputStream stream;
        private final WritableByteChannel channel;

        Flushing(OutputStream stream) {
            this.stream = stream;
            this.channel = Channels.newChannel(stream);
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            int written = channel.write(source);
            stream.flush();
            return written;
        }

        @Override
        public boolean isOpen() {
            return channel.isOpen();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
