package dev.procession.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Standard error, shared by lines that stay and, on a terminal, a block below them that is drawn
 * again and again.
 *
 * <p>While the block is shown, lines gather until the next drawing, so that it does not flicker. At
 * any other time they are passed on at once.
 */
final class Screen {

    private static final int MOST_GATHERED = 1 << 15;
    private static final String ESCAPE = "\u001b[";
    private static final char ERASE_END = 'J';

    private final OutputStream err;
    private final ByteArrayOutputStream gathered = new ByteArrayOutputStream();
    private final PrintStream stream = new PrintStream(new Lines(), true, StandardCharsets.UTF_8);
    private int[] drawnColumns = {};
    private int columns = 80;
    private boolean isAtLineStart = true;
    private boolean isBlockShown;
    private boolean isBroken;

    Screen(OutputStream err) {
        this.err = err;
    }

    /** Returns the stream for lines that stay. */
    PrintStream stream() {
        return stream;
    }

    /** Gathers what is printed; whole lines at a time, as their writers do. */
    private final class Lines extends OutputStream {
        @Override
        public void write(int character) {
            write(new byte[] {(byte) character}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            synchronized (Screen.this) {
                gathered.write(bytes, offset, length);
                if (!isBlockShown || gathered.size() > MOST_GATHERED) {
                    put(erasing());
                }
            }
        }
    }

    /**
     * Draws the block anew, below the lines that were printed since.
     *
     * @param block its lines, none wider than the terminal
     * @param width the terminal's columns
     * @param results lines for standard output, which may be the same terminal
     */
    synchronized void draw(List<String> block, int width, Results results) {
        columns = width;
        isBlockShown = true;
        if (results.hasGathered()) {
            put(erasing());
            results.flush();
        }
        var text = new StringBuilder(erasing());
        if (gathered.size() > 0) {
            put(text.toString());
            text.setLength(0);
        }
        if (!isAtLineStart) {
            text.append('\n');
        }
        block.forEach(line -> text.append(line).append('\n'));
        put(text.toString());
        drawnColumns = block.stream().mapToInt(Columns::width).toArray();
    }

    /** Takes the block away and writes what has gathered. */
    synchronized void clear(Results results) {
        isBlockShown = false;
        put(erasing());
        results.flush();
    }

    /**
     * Returns what takes the block away; lines that were wider than the terminal is now take
     * several rows.
     */
    private String erasing() {
        var rows = 0;
        for (var drawn : drawnColumns) {
            rows += Math.max(1, (drawn + columns - 1) / columns);
        }
        drawnColumns = new int[0];
        return rows == 0 ? "" : ESCAPE + rows + "A\r" + ESCAPE + ERASE_END;
    }

    /** Writes something and then what has gathered; nothing more once nobody reads. */
    private void put(String first) {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(first.getBytes(StandardCharsets.UTF_8));
        bytes.writeBytes(gathered.toByteArray());
        gathered.reset();
        if (bytes.size() == 0 || isBroken) {
            return;
        }
        try {
            var all = bytes.toByteArray();
            err.write(all);
            err.flush();
            var isErasureOnly = all.length == first.length() && first.endsWith(ESCAPE + ERASE_END);
            isAtLineStart = isErasureOnly || all[all.length - 1] == '\n';
        } catch (IOException nobodyReads) {
            isBroken = true;
        }
    }
}
