package dev.procession.memory;

import dev.procession.internal.shared.Segment;
import dev.procession.internal.shared.SegmentRef;
import dev.procession.internal.util.Abroad;
import dev.procession.internal.util.Shortage;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.Serial;
import java.io.Serializable;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** Memory for the processes of a session. */
final class UnnamedMemory extends SharedMemory {

    @Serial private static final long serialVersionUID = 1L;

    private final transient Segment segment;

    private UnnamedMemory(Segment segment) {
        this.segment = segment;
    }

    static UnnamedMemory make(long size) throws IOException {
        Arena arena = Arena.ofShared();
        try {
            return new UnnamedMemory(Segment.create(size, arena));
        } catch (IOException | RuntimeException | Error failure) {
            arena.close();
            throw failure;
        }
    }

    @Override
    public MemorySegment segment() {
        requireOpen();
        return segment.memory();
    }

    @Override
    public long size() {
        return segment.words().size();
    }

    @Override
    public Optional<String> name() {
        return Optional.empty();
    }

    @Override
    public void unlink() {
        requireOpen();
        throw new IllegalStateException("the shared memory has no name; close ends it");
    }

    private void requireOpen() {
        if (segment.isClosed()) {
            throw new IllegalStateException("the shared memory was closed");
        }
    }

    @Override
    public void close() {
        segment.close();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof UnnamedMemory memory && memory.segment.ref().equals(segment.ref());
    }

    @Override
    public int hashCode() {
        return segment.ref().hashCode();
    }

    @Override
    public String toString() {
        return "SharedMemory[" + size() + " bytes]";
    }

    @Override
    Object travelling() throws InvalidObjectException {
        Abroad.requireNotForGood("a SharedMemory without a name");
        return new Travelling(segment.ref());
    }

    private record Travelling(SegmentRef ref) implements Serializable {
        @Serial
        private Object readResolve() throws InvalidObjectException {
            try {
                return new UnnamedMemory(Segment.attach(ref));
            } catch (IOException gone) {
                throw new InvalidObjectException(
                        "the shared memory cannot be used by this process: "
                                + Shortage.describe(gone),
                        gone);
            }
        }
    }
}
