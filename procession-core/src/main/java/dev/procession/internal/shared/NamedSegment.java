package dev.procession.internal.shared;

import dev.procession.internal.launch.Children;
import dev.procession.internal.launch.Session;
import dev.procession.internal.util.Shortage;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What this process has of a memory that has a name: one mapping and one {@link Lease} for each
 * file, whoever of its threads uses it, and a count of them.
 *
 * <p><b>Life.</b> The file is there from the moment it is locked by its creator; it can be attached
 * once its head is written. It is <i>free</i> when neither the creator nor anybody who has attached
 * it has a lease on it; then it is removed by whoever of this user comes next, and nobody can
 * attach it. Attaching never ends it. {@link #unlink} takes the name away at once: the head says so
 * before the file is removed, so all who have it know that their leases have no meaning any more.
 *
 * <p><b>A death</b>, at any moment, leaves a file without a lease, or one with leases of others
 * whose head says that it was ended. Both are removed by the next {@link #create}, {@link #attach}
 * or {@link #release} of the name, and by any {@code create} at all.
 *
 * <p>All static state is only touched with the {@linkplain NameDirectory names} locked.
 */
public final class NamedSegment {

    private static final Map<Path, NamedSegment> HELD = new HashMap<>();

    /** Those that this process is about to make, and has locked. */
    private static final Set<Path> IN_MAKING = new HashSet<>();

    private static boolean isHooked;

    private final Lease lease;
    private final MemorySegment whole;
    private final Head head;
    private final long id;

    /** Unmaps it when its last user has gone; null leaves that to the collector. */
    private final @Nullable Arena arena;

    private int users;

    private NamedSegment(
            Lease lease, MemorySegment whole, Head head, @Nullable Arena arena, long id) {
        this.lease = lease;
        this.whole = whole;
        this.head = head;
        this.arena = arena;
        this.id = id;
    }

    /**
     * Makes a memory of zeros. First removes what is left of processes that have died.
     *
     * @param name fit for the name of a file
     * @param bytes its size, more than 0
     * @return the memory, with this user, to be {@linkplain #release released}
     * @throws FileAlreadyExistsException if one of that name is in use
     * @throws IOException if there is no room
     */
    public static NamedSegment create(String name, long bytes) throws IOException {
        hook();
        Lease lease = NameDirectory.locked(directory -> begin(directory, name));
        try {
            Undisturbed.call(() -> {
                Zeros.write(lease.channel(), Head.BYTES + bytes);
                return lease;
            });
            return NameDirectory.locked(directory -> publish(lease));
        } catch (IOException | RuntimeException | Error failure) {
            discard(lease, failure);
            if (failure instanceof IOException refused) {
                throw Shortage.explained(refused);
            }
            throw failure;
        }
    }

    private static Lease begin(Path directory, String name) throws IOException {
        forgetEnded();
        for (Path each : NameDirectory.files(directory)) {
            removeIfDead(each);
        }
        Path path = NameDirectory.file(directory, name);
        if (Files.exists(path)) {
            throw new FileAlreadyExistsException(
                    name,
                    null,
                    "shared memory of this name is in use by a process of this user; attach to it,"
                            + " unlink it first, or choose another name");
        }
        try {
            Lease lease = Lease.create(path);
            IN_MAKING.add(path);
            return lease;
        } catch (IOException refused) {
            throw Shortage.explained(refused);
        }
    }

    private static NamedSegment publish(Lease lease) throws IOException {
        Arena arena = Arena.ofShared();
        try {
            MemorySegment whole = map(lease, arena);
            long id = Segment.randomId();
            Head head = new Head(whole);
            head.write(id, Head.NO_USE);
            return held(new NamedSegment(lease, whole, head, arena, id));
        } catch (IOException | RuntimeException | Error failure) {
            arena.close();
            throw failure;
        }
    }

    private static NamedSegment held(NamedSegment made) {
        IN_MAKING.remove(made.lease.path());
        HELD.put(made.lease.path(), made);
        made.users++;
        return made;
    }

    private static MemorySegment map(Lease lease, Arena arena) throws IOException {
        FileChannel file = lease.channel();
        return file.map(FileChannel.MapMode.READ_WRITE, 0, file.size(), arena);
    }

    private static void discard(Lease lease, Throwable failure) {
        try {
            NameDirectory.locked(directory -> {
                lease.close();
                IN_MAKING.remove(lease.path());
                return Files.deleteIfExists(lease.path());
            });
        } catch (IOException leftToTheNext) {
            failure.addSuppressed(leftToTheNext);
        }
    }

    /**
     * Finds the memory of a name.
     *
     * @return the memory, with one more user, to be {@linkplain #release released}
     * @throws NoSuchFileException if there is none that anybody uses
     */
    public static NamedSegment attach(String name) throws IOException {
        hook();
        return NameDirectory.locked(directory -> {
            NamedSegment held = find(directory, name);
            return held != null ? held.used() : join(directory, name, Arena.ofShared());
        });
    }

    /**
     * Finds a memory that this process was given. Nobody has to release it: however often it is
     * given, it is used once, until the process ends or the name does. Where somebody in this
     * process has it already, it is as good as his.
     *
     * @param id of the memory; one of the same name that has taken its place is not meant
     * @throws NoSuchFileException if it is not there any more
     */
    public static NamedSegment given(String name, long id) throws IOException {
        hook();
        return NameDirectory.locked(directory -> {
            NamedSegment held = find(directory, name);
            NamedSegment given = held != null ? held : join(directory, name, null);
            if (given.id != id) {
                if (held == null) {
                    given.letGo();
                }
                throw absent(name);
            }
            return given;
        });
    }

    private NamedSegment used() {
        users++;
        return this;
    }

    /** Returns what this process has of it already. */
    private static @Nullable NamedSegment find(Path directory, String name) throws IOException {
        forgetEnded();
        Path path = NameDirectory.file(directory, name);
        NamedSegment held = HELD.get(path);
        if (held == null && (IN_MAKING.contains(path) || removeIfDead(path))) {
            throw absent(name);
        }
        return held;
    }

    private static NamedSegment join(Path directory, String name, @Nullable Arena arena)
            throws IOException {
        Lease lease = Lease.join(NameDirectory.file(directory, name));
        try {
            if (lease.channel().size() < Head.BYTES) {
                throw absent(name);
            }
            MemorySegment whole = map(lease, arena == null ? Arena.ofAuto() : arena);
            Head head = new Head(whole);
            if (!head.isIntact()) {
                throw absent(name);
            }
            return held(new NamedSegment(lease, whole, head, arena, head.id()));
        } catch (IOException | RuntimeException | Error failure) {
            lease.close();
            if (arena != null) {
                arena.close();
            }
            throw failure;
        }
    }

    private static NoSuchFileException absent(String name) {
        return new NoSuchFileException(
                name,
                null,
                "there is no shared memory of this name: it was not made by a process of this user"
                        + " with the same -Dprocession.directory, or it was closed or unlinked, or"
                        + " all who used it have ended");
    }

    /** What was ended needs no lease. */
    private static void forgetEnded() throws IOException {
        for (NamedSegment each : List.copyOf(HELD.values())) {
            if (!each.isLinked()) {
                HELD.remove(each.lease.path());
                each.lease.close();
            }
        }
    }

    /** Removes the file of a name that nobody uses; tells whether there is none now. */
    private static boolean removeIfDead(Path path) throws IOException {
        if (HELD.containsKey(path) || IN_MAKING.contains(path)) {
            return false;
        }
        if (!Files.exists(path)) {
            return true;
        }
        return Lease.isDead(path) && Files.deleteIfExists(path);
    }

    /** Returns its memory after the head. */
    public MemorySegment memory() {
        return whole.asSlice(Head.BYTES);
    }

    /** Returns the number that tells it from others of its name. */
    public long id() {
        return id;
    }

    /** One that was cut short has no head that could be believed. */
    private boolean isLinked() {
        try {
            return head.isOpen();
        } catch (InternalError cutShort) {
            return false;
        }
    }

    /** Takes its name away: nobody can attach it any more; those who have may go on. Idempotent. */
    public void unlink() throws IOException {
        NameDirectory.locked(directory -> {
            endName();
            return this;
        });
    }

    private void endName() throws IOException {
        if (HELD.get(lease.path()) == this && isLinked()) {
            head.end();
            HELD.remove(lease.path());
            Files.deleteIfExists(lease.path());
            lease.close();
        }
    }

    /**
     * One of its users in this process has done with it. With the last one of this process it is
     * unmapped, and with the last one of all its name ends.
     *
     * @param withName whether its name ends in any case
     * @throws IllegalStateException if a thread is in an operation of input or output on it
     */
    public void release(boolean withName) throws IOException {
        boolean isLast =
                NameDirectory.locked(directory -> {
                    if (withName) {
                        endName();
                    }
                    users--;
                    if (users == 0) {
                        letGo();
                    }
                    return users == 0;
                });
        if (isLast && arena != null) {
            arena.close();
        }
    }

    private void letGo() throws IOException {
        lease.close();
        if (HELD.remove(lease.path(), this)) {
            removeIfDead(lease.path());
        }
    }

    private static synchronized void hook() {
        if (!isHooked) {
            // What is registered last is done first, and this needs the session.
            Session.current();
            Children.onShutdown(NamedSegment::letGoOfAll);
            isHooked = true;
        }
    }

    /** To the others the end of this process is as good as its death. */
    private static void letGoOfAll() {
        try {
            NameDirectory.locked(directory -> {
                for (NamedSegment each : List.copyOf(HELD.values())) {
                    each.letGo();
                }
                return directory;
            });
        } catch (IOException leftToTheNext) {
            System.getLogger("dev.procession")
                    .log(System.Logger.Level.DEBUG, "letting shared memory go", leftToTheNext);
        }
    }
}
