package dev.procession.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.NonBlockingReader;
import org.jline.utils.Signals;
import org.jspecify.annotations.Nullable;

/**
 * A terminal whose whole screen is drawn, and whose keys are read one by one. It is what it was
 * before as soon as this is closed, or the JVM ends in any way that it can hear of.
 */
final class LiveTerminal implements AutoCloseable {

    private static final String ESCAPE = "\u001b[";
    private static final String ENTER = ESCAPE + "?1049h" + ESCAPE + "?25l";
    private static final String LEAVE = ESCAPE + "?25h" + ESCAPE + "?1049l";
    private static final int ESCAPE_KEY = 27;
    private static final int ERASE_KEY = 127;
    private static final long SEQUENCE_MILLIS = 50;

    private static final Map<String, Key> SEQUENCES =
            Map.of(
                    "[A", new Key.Up(),
                    "[B", new Key.Down(),
                    "OA", new Key.Up(),
                    "OB", new Key.Down(),
                    "[5~", new Key.PageUp(),
                    "[6~", new Key.PageDown());

    private final Terminal terminal;
    private final Attributes before;
    private final FileOutputStream out = new FileOutputStream(FileDescriptor.out);
    private boolean isLeft;
    private final AtomicBoolean isResized = new AtomicBoolean();
    private final Map<String, Object> handlersBefore = new HashMap<>();
    private final Thread hook = new Thread(this::leave, "procession-terminal");
    private int width;
    private int height;

    private LiveTerminal(Terminal terminal) {
        this.terminal = terminal;
        this.before = terminal.getAttributes();
    }

    /** Takes over the terminal of this process. */
    static LiveTerminal open() throws IOException {
        var live =
                new LiveTerminal(
                        TerminalBuilder.builder()
                                .system(true)
                                .dumb(false)
                                .nativeSignals(false)
                                .build());
        Runtime.getRuntime().addShutdownHook(live.hook);
        live.enter();
        return live;
    }

    private void enter() {
        terminal.enterRawMode();
        // Ctrl-C ends this command whatever it is doing, and does not have to be read for that.
        var attributes = terminal.getAttributes();
        attributes.setLocalFlag(Attributes.LocalFlag.ISIG, true);
        terminal.setAttributes(attributes);
        listen("WINCH", () -> isResized.set(true));
        // To be stopped would leave the shell a terminal without echo.
        listen("TSTP", () -> {});
        measure();
        put(ENTER);
    }

    private void listen(String signal, Runnable action) {
        var previous = Signals.register(signal, action);
        if (previous != null) {
            handlersBefore.put(signal, previous);
        }
    }

    private void measure() {
        var size = terminal.getSize();
        width = size.getColumns() > 0 ? size.getColumns() : 80;
        height = size.getRows() > 0 ? size.getRows() : 24;
    }

    /** Tells whether its size has changed since the last time; measures it then. */
    boolean wasResized() {
        var was = isResized.getAndSet(false);
        if (was) {
            measure();
        }
        return was;
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    static String inverse(String line) {
        return ESCAPE + "7m" + line + ESCAPE + "0m";
    }

    /** Draws the screen; its lines fit. */
    void draw(List<String> lines) {
        var text = new StringBuilder(ESCAPE + "H");
        for (var i = 0; i < lines.size() && i < height; i++) {
            text.append(i == 0 ? "" : "\r\n").append(lines.get(i)).append(ESCAPE).append('K');
        }
        put(text.append(ESCAPE).append('J').toString());
    }

    /** Nothing more once it was left, which the end of the JVM may do at any moment. */
    private synchronized void put(String text) {
        if (!isLeft) {
            terminal.writer().print(text);
            terminal.writer().flush();
        }
    }

    /** Waits for a key, at most so long; null if none was pressed. */
    @Nullable Key read(long millis) throws IOException {
        var character = terminal.reader().read(Math.max(1, millis));
        return switch (character) {
            case NonBlockingReader.READ_EXPIRED -> null;
            case NonBlockingReader.EOF -> throw new IOException("the terminal is gone");
            case '\r', '\n' -> new Key.Enter();
            case '\b', ERASE_KEY -> new Key.Erase();
            case ESCAPE_KEY -> sequence();
            default ->
                    Character.isISOControl(character) ? new Key.Other() : new Key.Typed(character);
        };
    }

    private Key sequence() throws IOException {
        var text = new StringBuilder();
        var next = terminal.reader().read(SEQUENCE_MILLIS);
        while (next >= 0 && text.length() < 8) {
            text.append((char) next);
            var isEnd = text.length() > 1 && (Character.isLetter(next) || next == '~');
            next = isEnd ? NonBlockingReader.READ_EXPIRED : terminal.reader().read(SEQUENCE_MILLIS);
        }
        return text.isEmpty()
                ? new Key.Escape()
                : SEQUENCES.getOrDefault(text.toString(), new Key.Other());
    }

    private synchronized void leave() {
        if (isLeft) {
            return;
        }
        isLeft = true;
        try {
            // Not by the terminal's writer: at the end of the JVM the terminal is closed by a hook
            // of
            // its own, at the same time.
            out.write(LEAVE.getBytes(StandardCharsets.US_ASCII));
            terminal.setAttributes(before);
        } catch (IOException | IllegalStateException isGoneOrRestored) {
            System.getLogger("dev.procession")
                    .log(System.Logger.Level.DEBUG, "leaving the terminal", isGoneOrRestored);
        }
    }

    @Override
    public void close() throws IOException {
        leave();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException endsAlready) {
            // It runs, and finds that nothing is left to be done.
            return;
        }
        handlersBefore.forEach(Signals::unregister);
        terminal.close();
    }
}
