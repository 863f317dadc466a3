package dev.procession.internal.shared;

import dev.procession.internal.launch.LeftMemory;
import dev.procession.internal.launch.MachineMemory;
import dev.procession.internal.launch.Session;
import dev.procession.internal.os.MemoryFile;
import dev.procession.internal.util.FaultPoint;
import dev.procession.internal.util.RandomBytes;
import dev.procession.internal.util.Shortage;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A piece of memory that processes of a session share, with a {@link Head}.
 *
 * <p>The root of a session makes its segments as sealed {@linkplain MemoryFile files in memory},
 * which nobody can cut short, which do not need room in {@code /dev/shm} (64 MB in a container as a
 * rule), and of which nothing is left once everybody has ended, however that was. Below the root,
 * and where this cannot be had, it is a file in the session's directory: what a worker has made
 * outlives it, until the session ends. In both cases the memory is reserved before it is mapped;
 * otherwise there would be a signal instead of an error at the first touch of what there is not.
 *
 * <p>Attaching never ends the life of a segment; its creator's {@link #close} does, or anybody's
 * once the creator is no more. Those who have it mapped keep what they have.
 */
public final class Segment {

    /** Of less, nobody asks whether the machine has it: that costs more than to try. */
    private static final long LARGE_BYTES = 16 << 20;

    private static final String FILE = LeftMemory.FILES;
    private static final long NO_GROUP = 0;

    /** Those that this process has mapped, so that each is mapped once. */
    private static final Map<Long, Mapped> MAPPED = new ConcurrentHashMap<>();

    private static final ReferenceQueue<Segment> COLLECTED = new ReferenceQueue<>();

    /** Those that this process has made and not closed: they live whether it uses them or not. */
    private static final Map<Long, Segment> OWNED = new ConcurrentHashMap<>();

    private final SegmentRef ref;
    private final Head head;
    private final Words words;
    private final @Nullable Arena arena;
    private final @Nullable MemoryFile file;
    private final @Nullable Path path;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Segment(
            SegmentRef ref,
            MemorySegment whole,
            @Nullable Arena arena,
            @Nullable MemoryFile file,
            @Nullable Path path) {
        this.ref = ref;
        this.head = new Head(whole);
        this.words = new Words(whole.asSlice(Head.BYTES));
        this.arena = arena;
        this.file = file;
        this.path = path;
    }

    /**
     * Makes a segment of zeros.
     *
     * @param bytes its size, more than 0
     * @param arena unmaps it, in this process; null leaves that to the collector
     * @return the segment, which lives until it is closed
     * @throws IOException if there is no memory, or no room for it
     */
    public static Segment create(long bytes, @Nullable Arena arena) throws IOException {
        return create(bytes, arena, NO_GROUP);
    }

    /**
     * Makes a segment for one thing, that comes into being whole: who is killed while he makes it
     * leaves nothing.
     *
     * @param bytes its size, more than 0
     * @param arena unmaps it, in this process
     * @param use what it is for, not 0; others can {@linkplain #use ask}
     * @param setup fills it, before any other process can find it
     * @return the segment, which lives until it is closed
     * @throws IOException if there is no memory, or no room for it
     */
    static Segment create(long bytes, Arena arena, int use, Consumer<Words> setup)
            throws IOException {
        return create(bytes, arena, NO_GROUP, use, setup);
    }

    /**
     * Makes a segment that belongs to something else, with which it ends at the latest, though
     * everybody who knew of it may be dead by then.
     *
     * @param bytes its size, more than 0
     * @param arena unmaps it, in this process; null leaves that to the collector
     * @param group a random number, for {@link #closeGroup}
     * @return the segment
     * @throws IOException if there is no memory, or no room for it
     */
    public static Segment create(long bytes, @Nullable Arena arena, long group) throws IOException {
        return create(bytes, arena, group, Head.NO_USE, zeros -> {});
    }

    private static Segment create(
            long bytes, @Nullable Arena arena, long group, int use, Consumer<Words> setup)
            throws IOException {
        requireMachineHas(bytes);
        Segment made =
                canBeFile()
                        ? inMemory(bytes, arena, use, setup)
                        : inDirectory(bytes, arena, group, use, setup);
        OWNED.put(made.ref.id(), made);
        remember(made);
        return made;
    }

    /** Where all memory was promised to somebody, the kernel would kill a process for it. */
    private static void requireMachineHas(long bytes) throws IOException {
        long most = bytes < LARGE_BYTES ? bytes : MachineMemory.bytes().orElse(bytes);
        if (bytes > most || bytes > Long.MAX_VALUE - Head.BYTES) {
            throw new IOException(
                    "shared memory may not be larger than this machine's memory, or the limit of the"
                            + " control group: bytes="
                            + bytes
                            + ", most="
                            + most);
        }
    }

    /** Below the root a segment has to outlive its creator. */
    private static boolean canBeFile() {
        return Session.current().isRoot() && MemoryFile.isSupported();
    }

    private static Segment inMemory(
            long bytes, @Nullable Arena arena, int use, Consumer<Words> setup) throws IOException {
        MemoryFile file;
        try {
            file = MemoryFile.create("procession", Head.BYTES + bytes);
        } catch (IOException refused) {
            throw Shortage.explained(refused);
        }
        try {
            MemorySegment whole = map(ownPath(file.descriptor()), arena);
            SegmentRef ref =
                    new SegmentRef(ProcessHandle.current().pid(), file.descriptor(), randomId());
            Segment made = new Segment(ref, whole, arena, file, null);
            setup.accept(made.words);
            made.head.write(ref.id(), use);
            return made;
        } catch (IOException | RuntimeException | Error failure) {
            file.close();
            throw failure;
        }
    }

    private static Segment inDirectory(
            long bytes, @Nullable Arena arena, long group, int use, Consumer<Words> setup)
            throws IOException {
        long id = randomId();
        SegmentRef ref = new SegmentRef(0, group == NO_GROUP ? id : group, id);
        Path path = path(ref);
        // Until it is known whose it is, it has a name by which it goes with its maker.
        Path draft = Session.current().newPath();
        try {
            fill(draft, Head.BYTES + bytes);
            Segment made = new Segment(ref, map(draft, arena), arena, null, path);
            setup.accept(made.words);
            made.head.write(id, use);
            Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE);
            return made;
        } catch (IOException refused) {
            Files.deleteIfExists(draft);
            throw Shortage.explained(refused);
        } catch (RuntimeException | Error failure) {
            Files.deleteIfExists(draft);
            throw failure;
        }
    }

    private static void fill(Path path, long bytes) throws IOException {
        // A channel is closed by the interruption of whoever uses it.
        boolean interrupted = Thread.interrupted();
        try (FileChannel out =
                FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            Zeros.write(out, bytes);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    static long randomId() {
        byte[] random = new byte[Long.BYTES];
        RandomBytes.fill(random);
        return ByteBuffer.wrap(random).getLong();
    }

    private static Path path(SegmentRef ref) {
        if (ref.pid() == 0) {
            String name = FILE + Long.toHexString(ref.place());
            return Session.current()
                    .path(ref.place() == ref.id() ? name : name + "-" + Long.toHexString(ref.id()));
        }
        return ref.pid() == ProcessHandle.current().pid()
                ? ownPath(ref.place())
                : Path.of("/proc/" + ref.pid() + "/fd/" + ref.place());
    }

    /** Where those are that are files. */
    private static Path directory() {
        return Session.current().path(".");
    }

    private static Path ownPath(long descriptor) {
        return Path.of("/proc/self/fd/" + descriptor);
    }

    private static MemorySegment map(Path path, @Nullable Arena arena) throws IOException {
        // A channel is closed by the interruption of whoever uses it.
        boolean interrupted = Thread.interrupted();
        try (FileChannel channel =
                FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            if (channel.size() <= Head.BYTES) {
                throw new IOException("something else is there, too small for shared memory");
            }
            return channel.map(
                    FileChannel.MapMode.READ_WRITE,
                    0,
                    channel.size(),
                    arena == null ? Arena.ofAuto() : arena);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Maps a segment of another process, or finds that it is mapped already.
     *
     * @param ref names it
     * @return the segment
     * @throws IOException if it is not there any more, or is none
     */
    public static Segment attach(SegmentRef ref) throws IOException {
        Segment known = known(ref);
        if (known != null) {
            return known;
        }
        Segment found = map(ref, null);
        remember(found);
        return found;
    }

    /**
     * Maps a segment for a short use, after which the arena unmaps it at once: what is mapped takes
     * memory, even if it was closed, and the collector may come late.
     *
     * @param ref names it
     * @param arena unmaps it, unless it was mapped before
     * @return the segment
     * @throws IOException if it is not there any more, or is none
     */
    public static Segment attach(SegmentRef ref, Arena arena) throws IOException {
        Segment known = known(ref);
        return known == null ? map(ref, arena) : known;
    }

    private static Segment map(SegmentRef ref, @Nullable Arena arena) throws IOException {
        requireOfSession(ref);
        Segment found;
        try {
            MemorySegment whole = map(path(ref), arena);
            Path path = ref.pid() == 0 ? path(ref) : null;
            found = new Segment(ref, whole, null, null, path);
        } catch (IOException gone) {
            throw new IOException(
                    "shared memory is gone: it was closed, or the process that made it has ended: "
                            + ref,
                    gone);
        }
        found.requireIntact();
        return found;
    }

    /** A segment that is mapped as long as somebody uses it. */
    private static final class Mapped extends WeakReference<Segment> {
        final long id;

        Mapped(Segment segment) {
            super(segment, COLLECTED);
            this.id = segment.ref.id();
        }
    }

    private static void remember(Segment segment) {
        MAPPED.put(segment.ref.id(), new Mapped(segment));
        for (Object gone = COLLECTED.poll(); gone != null; gone = COLLECTED.poll()) {
            MAPPED.remove(((Mapped) gone).id, gone);
        }
    }

    private static @Nullable Segment known(SegmentRef ref) {
        Mapped weak = MAPPED.get(ref.id());
        Segment segment = weak == null ? null : weak.get();
        boolean isFound = segment != null && segment.ref.equals(ref) && !segment.isClosed();
        return isFound ? segment : null;
    }

    /** No peer can have us open anything else. */
    private static void requireOfSession(SegmentRef ref) throws IOException {
        if (ref.pid() != 0 && ref.pid() != Session.current().rootPid()) {
            throw new IOException(
                    "shared memory of another session, which only names make known: root="
                            + Session.current().rootPid()
                            + ", "
                            + ref);
        }
    }

    private void requireIntact() throws IOException {
        if (!head.isIntact() || head.id() != ref.id()) {
            throw new IOException("shared memory is gone, and something else is there: " + ref);
        }
    }

    /**
     * Deletes what is left of a group: files of the session's directory, whoever has made them.
     * Segments that are files in memory are left to their maker, since nothing of them outlives it.
     *
     * @param group the number with which they were made
     */
    public static void closeGroup(long group) {
        String files = FILE + Long.toHexString(group) + "-*";
        try (DirectoryStream<Path> left = Files.newDirectoryStream(directory(), files)) {
            for (Path each : left) {
                Files.deleteIfExists(each);
            }
        } catch (IOException | DirectoryIteratorException leftToTheSession) {
            System.getLogger("dev.procession")
                    .log(System.Logger.Level.DEBUG, "deleting " + files, leftToTheSession);
        }
    }

    /**
     * Looks at what processes that are no more have left in the session's directory, without the
     * members of groups.
     *
     * @param look gets each segment, which is mapped until it returns
     */
    public static void forEachOrphan(Consumer<Segment> look) {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(directory(), FILE + "*")) {
            for (Path each : all) {
                String name = each.getFileName().toString().substring(FILE.length());
                if (name.indexOf('-') < 0) {
                    lookIfOrphan(Long.parseUnsignedLong(name, 16), look);
                }
            }
        } catch (IOException | DirectoryIteratorException sessionIsGone) {
            System.getLogger("dev.procession")
                    .log(System.Logger.Level.DEBUG, "looking for " + FILE, sessionIsGone);
        }
    }

    private static void lookIfOrphan(long id, Consumer<Segment> look) {
        try (Arena arena = Arena.ofConfined()) {
            Segment found = attach(new SegmentRef(0, id, id), arena);
            if (!found.isOwn() && found.mayClose()) {
                look.accept(found);
            }
        } catch (IOException endedMeanwhileOrNotYetBegun) {
            System.getLogger("dev.procession")
                    .log(System.Logger.Level.DEBUG, "a file", endedMeanwhileOrNotYetBegun);
        }
    }

    /** Returns the name by which other processes find it. */
    public SegmentRef ref() {
        return ref;
    }

    /** Returns its words after the head. */
    public Words words() {
        return words;
    }

    /** Returns its memory after the head. */
    public MemorySegment memory() {
        return words.memory();
    }

    /** Returns what it was made for, also once that was closed; 0 if for nothing in particular. */
    int use() {
        return head.use();
    }

    /** Tells whether this process may end it: it has made it, or whoever has made it is no more. */
    public boolean mayClose() {
        return OWNED.containsKey(ref.id()) || (path != null && head.isOrphan());
    }

    /** Tells whether this process has made it, and not closed it. */
    public boolean isOwn() {
        return OWNED.containsKey(ref.id());
    }

    /** Tells whether it was closed so that an access would fail. */
    boolean isUnmapped() {
        return arena != null && closed.get();
    }

    /** Tells whether it was closed. */
    public boolean isClosed() {
        return closed.get() || !head.isOpen();
    }

    /**
     * Ends it if this process {@linkplain #mayClose may}: nobody can attach it any more, and its
     * memory is freed once nobody has it mapped. Otherwise this does nothing. Idempotent.
     */
    public void close() {
        if (closed.get() || !mayClose() || !closed.compareAndSet(false, true)) {
            return;
        }
        OWNED.remove(ref.id());
        MAPPED.remove(ref.id());
        // First: nobody would look for what has ended already if this process were killed now.
        deleteFile();
        FaultPoint.hit("memory.ending");
        head.end();
        if (file != null) {
            file.close();
        }
        if (arena != null) {
            arena.close();
        }
    }

    private void deleteFile() {
        if (path != null) {
            try {
                Files.deleteIfExists(path);
            } catch (IOException leftToTheSession) {
                System.getLogger("dev.procession")
                        .log(System.Logger.Level.DEBUG, "deleting " + path, leftToTheSession);
            }
        }
    }
}
