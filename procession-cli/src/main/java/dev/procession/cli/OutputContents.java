package dev.procession.cli;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * What is in an output file: which inputs have their value there, and where the line of each is. A
 * line that was torn when its writer died, and a summary, are no part of it: the next run writes
 * over them.
 */
final class OutputContents {

    private static final String INDEX = "{\"index\":";
    private static final String INPUT = ",\"input\":\"";

    /** Nowhere in a JSON string: there, a quotation mark has a backslash before it. */
    private static final String STATUS = "\",\"status\":\"";

    private static final String SUMMARY = "{\"summary\":{";

    /** As many as an array takes. */
    private static final int MOST_INPUTS = Integer.MAX_VALUE - 8;

    private final BitSet ok = new BitSet();
    private final long[] starts;
    private final long[] ends;
    private long headerEnd;
    private long end;
    private @Nullable String summary;
    private boolean hasRest;
    private boolean hasSuperseded;
    private boolean isSorted = true;
    private long latest = -1;

    private OutputContents(int inputs) {
        this.starts = new long[inputs];
        this.ends = new long[inputs];
    }

    /** Returns those of a run that has just begun. */
    static OutputContents none() {
        return new OutputContents(0);
    }

    /**
     * Reads a file.
     *
     * @param file the file
     * @param header which run it must be of, its inputs included
     * @throws UsageException if it is something else; the message says what
     */
    static OutputContents read(RandomAccessFile file, RunHeader header) throws IOException {
        var contents = new OutputContents(count(header));
        var lines = new OutputLines(file);
        var first = lines.next();
        if (first == null || isTornHeader(first, header)) {
            return contents;
        }
        if (!first.text().equals(header.line())) {
            throw new UsageException(header.differenceFrom(first.text()));
        }
        contents.headerEnd = first.end();
        contents.end = first.end();
        contents.readOutcomes(lines);
        return contents;
    }

    private static int count(RunHeader header) {
        var inputs = header.inputs();
        if (inputs == null || inputs.count() > MOST_INPUTS) {
            throw new UsageException("a run goes on with at most " + MOST_INPUTS + " inputs");
        }
        return (int) inputs.count();
    }

    /** Where the machine lost its power, the rest of a block may be zeros. */
    private static boolean isTornHeader(OutputLines.Line line, RunHeader header) {
        return !line.isWhole() && header.line().startsWith(line.text().replaceFirst("\0+$", ""));
    }

    private void readOutcomes(OutputLines lines) throws IOException {
        var number = 1L;
        var line = lines.next();
        while (line != null) {
            number++;
            var next = lines.next();
            if (line.isWhole() && line.text().startsWith(SUMMARY)) {
                summary = line.text();
                hasSuperseded |= next != null;
            } else if (line.isWhole() && isOutcome(line)) {
                end = line.end();
            } else if (next == null) {
                hasRest = true;
            } else {
                throw new UsageException(
                        "line " + number + " is damaged: remove it, and its input is run again");
            }
            line = next;
        }
    }

    private boolean isOutcome(OutputLines.Line line) {
        var text = line.text();
        var status = text.indexOf(STATUS);
        var index = index(text);
        if (index < 0 || status < 0 || !text.endsWith("}")) {
            return false;
        }
        isSorted &= index > latest;
        latest = index;
        hasSuperseded |= ends[index] != 0;
        starts[index] = line.start();
        ends[index] = line.end();
        var word = status + STATUS.length();
        ok.set(index, text.startsWith(Status.OK.word() + "\"", word));
        return true;
    }

    /** Returns the index that a line begins with, or -1 if that is none of an input. */
    private int index(String text) {
        var after = text.indexOf(INPUT);
        if (!text.startsWith(INDEX) || after < 0) {
            return -1;
        }
        try {
            var index = Integer.parseInt(text, INDEX.length(), after, 10);
            return index < starts.length ? index : -1;
        } catch (NumberFormatException damaged) {
            return -1;
        }
    }

    /** Which inputs have their value. */
    BitSet ok() {
        return ok;
    }

    /** Where the next outcome is to be written; 0 if there is not even a header. */
    long end() {
        return end;
    }

    /** Tells whether all there is to do was done. */
    boolean isFinished(boolean isInOrder) {
        return headerEnd > 0
                && ok.cardinality() == starts.length
                && summary != null
                && !hasRest
                && isTidy(isInOrder);
    }

    /** Tells whether each input has one line, and the lines the order that they ought to have. */
    boolean isTidy(boolean isInOrder) {
        return !hasSuperseded && (isSorted || !isInOrder);
    }

    /** How many inputs there are. */
    int inputs() {
        return starts.length;
    }

    /** Takes parts of a file. */
    @FunctionalInterface
    interface Parts {
        void copy(long start, long end) throws IOException;
    }

    /** Hands out the header and the last line of each input, in the order of the inputs. */
    void inOrder(Parts parts) throws IOException {
        var start = 0L;
        var stop = headerEnd;
        for (int i = 0; i < starts.length; i++) {
            if (ends[i] != 0 && starts[i] != stop) {
                parts.copy(start, stop);
                start = starts[i];
            }
            stop = ends[i] != 0 ? ends[i] : stop;
        }
        parts.copy(start, stop);
    }

    /** Returns the last line, if it is one. */
    @Nullable String summary() {
        return summary;
    }
}
