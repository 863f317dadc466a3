package dev.procession.memory;

import dev.procession.internal.shared.NamedSegment;
import dev.procession.internal.util.Shortage;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.Serial;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** Memory for all JVMs of a user. */
final class NamedMemory extends SharedMemory {

    @Serial private static final long serialVersionUID = 1L;

    /** How this handle came to be, and so what its end is. */
    private enum Way {
        CREATED,
        ATTACHED,
        GIVEN
    }

    private final transient String name;
    private final transient NamedSegment segment;
    private final transient MemorySegment memory;
    private final transient Way way;
    private final transient AtomicBoolean closed = new AtomicBoolean();

    private NamedMemory(String name, NamedSegment segment, Way way) {
        this.name = name;
        this.segment = segment;
        this.memory = segment.memory();
        this.way = way;
    }

    static NamedMemory make(String name, long size) throws IOException {
        return new NamedMemory(name, NamedSegment.create(name, size), Way.CREATED);
    }

    static NamedMemory find(String name) throws IOException {
        return new NamedMemory(name, NamedSegment.attach(name), Way.ATTACHED);
    }

    @Override
    public MemorySegment segment() {
        requireOpen();
        return memory;
    }

    @Override
    public long size() {
        return memory.byteSize();
    }

    @Override
    public Optional<String> name() {
        return Optional.of(name);
    }

    @Override
    public void unlink() throws IOException {
        requireOpen();
        segment.unlink();
    }

    private void requireOpen() {
        if (closed.get()) {
            throw new IllegalStateException("the shared memory was closed: name=" + name);
        }
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true) || way == Way.GIVEN) {
            return;
        }
        try {
            segment.release(way == Way.CREATED);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NamedMemory memory && memory.segment.id() == segment.id();
    }

    @Override
    public int hashCode() {
        return Long.hashCode(segment.id());
    }

    @Override
    public String toString() {
        return "SharedMemory[" + name + ", " + size() + " bytes]";
    }

    @Override
    Object travelling() {
        return new Travelling(name, segment.id());
    }

    private record Travelling(String name, long id) implements Serializable {
        @Serial
        private Object readResolve() throws InvalidObjectException {
            try {
                return new NamedMemory(name, NamedSegment.given(name, id), Way.GIVEN);
            } catch (IOException gone) {
                throw new InvalidObjectException(
                        "the shared memory cannot be used by this process: "
                                + Shortage.describe(gone),
                        gone);
            }
        }
    }
}
