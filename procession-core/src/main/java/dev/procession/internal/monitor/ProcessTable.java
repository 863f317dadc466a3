package dev.procession.internal.monitor;

import dev.procession.internal.launch.Children;
import dev.procession.internal.launch.Self;
import dev.procession.internal.launch.Session;
import dev.procession.internal.shared.Words;
import dev.procession.internal.util.Shortage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The table of a session's processes, a file of its directory.
 *
 * <pre>
 *   slot n, from n × 128:
 *      0  GENERATION  int    counts who had the slot; with the slot the process's number
 *      4  PID         int    for messages
 *      8  STARTED     long   milliseconds since 1970, for messages
 *     16  NAME_BYTES  int
 *     20  NAME        up to 100 bytes, UTF-8
 *    120  ASKED       int    rung when there is a question for it, see Mailbox; 0 if it takes none
 *    124  ANSWERED    int    rung when there is an answer for it
 * </pre>
 *
 * <p>Nobody has slot 0; its first word is ENDED, an event word that is rung when a process of the
 * session has ended, see {@link Deaths}.
 *
 * <p>Who lives holds a lock on byte <i>n</i> of the file, see {@link Living}. The kernel drops it
 * at any end of the process, so no pid is looked at, and none that was given to another process can
 * be taken for a living one.
 *
 * <p><b>Taking a slot</b>: (1) lock the byte of the first slot that is free; (2) raise the
 * generation; (3) write who it is; (4) use the number. A death after any step frees the lock, and
 * the next to take the slot raises the generation again.
 */
final class ProcessTable implements SessionPeers {

    private static final String NAME = "processes";
    private static final int SLOT_BYTES = 128;
    private static final int PID = 4;
    private static final int STARTED = 8;
    private static final int NAME_BYTES = 16;
    private static final int NAME_TEXT = 20;
    private static final int MOST_NAME_BYTES = 100;
    private static final int ASKED = 120;
    private static final int ANSWERED = 124;
    private static final int ENDED = 0;
    private static final int GENERATIONS = 1 << (31 - SLOT_BITS);

    private final Living living;
    private final Words words;
    private final int self;

    private ProcessTable(Living living, Words words) throws IOException {
        this.living = living;
        this.words = words;
        this.self = register();
    }

    private static final class Holder {
        static final ProcessTable TABLE = open();
    }

    /** Returns the table of this process's session, in which this process then is. */
    static ProcessTable current() {
        return Holder.TABLE;
    }

    static boolean isMade() {
        return Files.exists(Session.current().path(NAME));
    }

    private static ProcessTable open() {
        boolean interrupted = Thread.interrupted();
        try {
            Path path = Session.current().path(NAME);
            if (!Files.exists(path)) {
                make(path);
            }
            Words words;
            try (FileChannel channel =
                    FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                words =
                        new Words(
                                channel.map(
                                        FileChannel.MapMode.READ_WRITE,
                                        0,
                                        SLOTS * SLOT_BYTES,
                                        Arena.global()));
            }
            ProcessTable table = new ProcessTable(Living.open(path), words);
            Children.onEachEnd(table.ended()::ring);
            return table;
        } catch (IOException failure) {
            throw new UncheckedIOException(
                    "the table of the session's processes cannot be opened",
                    Shortage.explained(failure));
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Whoever is first to link its file to the name has made the table. */
    private static void make(Path path) throws IOException {
        Path mine = Session.current().newPath();
        try {
            Files.write(mine, new byte[SLOTS * SLOT_BYTES]);
            Files.createLink(path, mine);
        } catch (FileAlreadyExistsException madeMeanwhile) {
            // Then that one it is.
        } finally {
            Files.deleteIfExists(mine);
        }
    }

    private int register() throws IOException {
        for (int slot = 1; slot < SLOTS; slot++) {
            if (living.take(slot)) {
                return occupy(slot);
            }
        }
        throw new IOException(
                "too many processes of one session use shared locks: most=" + (SLOTS - 1));
    }

    private int occupy(int slot) {
        long at = at(slot);
        int generation = (words.getInt(at) + 1) % GENERATIONS;
        generation = generation == 0 ? 1 : generation;
        words.setInt(at + ASKED, 0);
        words.setInt(at, generation);
        words.setInt(at + PID, (int) ProcessHandle.current().pid());
        words.setLong(at + STARTED, System.currentTimeMillis());
        byte[] name = Self.name().getBytes(StandardCharsets.UTF_8);
        int length = Math.min(name.length, MOST_NAME_BYTES);
        words.put(at + NAME_TEXT, name, 0, length);
        words.setInt(at + NAME_BYTES, length);
        return (generation << SLOT_BITS) | slot;
    }

    private static long at(int slot) {
        return (long) slot * SLOT_BYTES;
    }

    /** Returns where a process is told of questions. */
    EventWord asked(int peer) {
        return new EventWord(words, at(Peers.slot(peer)) + ASKED, Parking.current());
    }

    /** Returns what is rung when a process has ended. */
    EventWord ended() {
        return new EventWord(words, ENDED, Parking.current());
    }

    /** Tells whether a process has ever waited for questions. */
    boolean takesQuestions(int peer) {
        return words.getInt(at(Peers.slot(peer)) + ASKED) != 0;
    }

    /** Returns where a process is told of answers. */
    EventWord answered(int peer) {
        return new EventWord(words, at(Peers.slot(peer)) + ANSWERED, Parking.current());
    }

    @Override
    public List<Integer> living() {
        List<Integer> found = new ArrayList<>();
        for (int slot = 1; slot < SLOTS; slot++) {
            int generation = words.getInt(at(slot));
            int peer = (generation << SLOT_BITS) | slot;
            if (generation != 0 && !isDead(peer)) {
                found.add(peer);
            }
        }
        return found;
    }

    @Override
    public int self() {
        return self;
    }

    @Override
    public boolean isReplaced(int peer) {
        int slot = Peers.slot(peer);
        return slot == 0 || words.getInt(at(slot)) != peer >>> SLOT_BITS;
    }

    @Override
    public boolean isDead(int peer) {
        if (peer == self) {
            return false;
        }
        return isReplaced(peer) || living.isFree(Peers.slot(peer));
    }

    @Override
    public long pid(int peer) {
        int pid = words.getInt(at(Peers.slot(peer)) + PID);
        return isReplaced(peer) ? 0 : pid;
    }

    @Override
    public String name(int peer) {
        long at = at(Peers.slot(peer));
        byte[] name = new byte[Math.clamp(words.getInt(at + NAME_BYTES), 0, MOST_NAME_BYTES)];
        words.get(at + NAME_TEXT, name, 0, name.length);
        return isReplaced(peer) ? "" : new String(name, StandardCharsets.UTF_8);
    }
}
