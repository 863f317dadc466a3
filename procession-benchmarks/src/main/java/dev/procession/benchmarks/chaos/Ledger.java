package dev.procession.benchmarks.chaos;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What jobs wrote down of themselves, in a file that outlives their workers.
 *
 * <p>Each entry is appended by one write of 16 bytes, which a kill does not tear and which two
 * processes do not mix: the job's number with a bit that is set for its end, and the time.
 */
final class Ledger {

    private static final int ENTRY_BYTES = 16;

    private final byte[] begun;
    private final long[] beginnings;
    private final long[] ends;
    private long stray;

    private Ledger(int jobs) {
        begun = new byte[jobs];
        beginnings = new long[jobs];
        ends = new long[jobs];
    }

    /** Writes in a worker. */
    static final class Pen {
        private static String path = "";
        private static Pen pen = new Pen(OutputStream.nullOutputStream());

        private final OutputStream out;

        private Pen(OutputStream out) {
            this.out = out;
        }

        /** Returns the pen for a ledger; a worker only ever has one. */
        static synchronized Pen of(String ledger) throws IOException {
            if (!path.equals(ledger)) {
                pen = new Pen(new FileOutputStream(ledger, true));
                path = ledger;
            }
            return pen;
        }

        void begin(long id) throws IOException {
            write(id << 1);
        }

        void end(long id) throws IOException {
            write(id << 1 | 1);
        }

        private void write(long what) throws IOException {
            byte[] entry = new byte[ENTRY_BYTES];
            ByteBuffer.wrap(entry).putLong(what).putLong(System.currentTimeMillis());
            out.write(entry);
        }
    }

    /**
     * Reads a ledger.
     *
     * @param jobs how many jobs there were
     */
    static Ledger read(Path file, long jobs) throws IOException {
        Ledger ledger = new Ledger(Math.toIntExact(jobs));
        long size = Files.size(file);
        ledger.stray = size % ENTRY_BYTES == 0 ? 0 : 1;
        try (DataInputStream in =
                new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
            for (long left = size / ENTRY_BYTES; left > 0; left--) {
                ledger.add(in.readLong(), in.readLong());
            }
        }
        return ledger;
    }

    private void add(long what, long millis) {
        long id = what >>> 1;
        if (id >= begun.length) {
            stray++;
            return;
        }
        int index = (int) id;
        if ((what & 1) == 1) {
            ends[index] = millis;
        } else {
            begun[index] = (byte) Math.min(Byte.MAX_VALUE, begun[index] + 1);
            beginnings[index] = millis;
        }
    }

    /** Returns how often a job began. */
    int begun(long id) {
        return begun[(int) id];
    }

    /** Returns how many entries are of no job at all. */
    long stray() {
        return stray;
    }

    /**
     * Returns for how long a job was seen to run.
     *
     * @param untilMillis what counts as its end if it wrote down none
     * @return the milliseconds, or -1 if it never began
     */
    long ranMillis(long id, long untilMillis) {
        int index = (int) id;
        if (begun[index] == 0) {
            return -1;
        }
        return (ends[index] == 0 ? untilMillis : ends[index]) - beginnings[index];
    }
}
