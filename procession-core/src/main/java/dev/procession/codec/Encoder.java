package dev.procession.codec;

import dev.procession.CodecException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes tagged values into one sink.
 *
 * <p>Each {@code write} method returns {@code false} if the message cannot be tagged: it has a
 * value without a tag, the same container twice, or is nested too deeply. The whole message then
 * goes by JDK serialization, which keeps identity; what was written until then is thrown away. No
 * code of users runs here.
 */
final class Encoder {

    private static final int FEW_CLASSES = 8;

    private final Sink sink;
    private final IdentityTable seen = new IdentityTable();
    private Plan[] classes = new Plan[FEW_CLASSES];
    private int classCount;
    private int depth;
    private boolean active;

    Encoder(Sink sink) {
        this.sink = sink;
    }

    Sink sink() {
        return sink;
    }

    /** Writes a whole message; {@code false} if it cannot be tagged. */
    boolean message(@Nullable Object value) {
        int start = sink.size();
        try {
            sink.putByte(Tags.INERT);
            if (!write(value)) {
                return false;
            }
            if (active) {
                sink.setByte(start, Tags.ACTIVE);
            }
            return true;
        } finally {
            reset();
        }
    }

    private void reset() {
        seen.clear();
        if (classCount > 0) {
            Arrays.fill(classes, 0, classCount, null);
            classCount = 0;
            if (classes.length > FEW_CLASSES) {
                classes = new Plan[FEW_CLASSES];
            }
        }
        depth = 0;
        active = false;
    }

    /** Writes any value with its tag. */
    boolean write(@Nullable Object value) {
        if (value == null) {
            sink.putByte(Tags.NULL);
            return true;
        }
        Class<?> type = value.getClass();
        if (type == Integer.class) {
            sink.putByte(Tags.INT);
            sink.putZigzag((int) (Integer) value);
            return true;
        }
        if (type == String.class) {
            return string((String) value);
        }
        if (type == Long.class) {
            sink.putByte(Tags.LONG);
            sink.putZigzag((long) (Long) value);
            return true;
        }
        if (type == Double.class) {
            sink.putByte(Tags.DOUBLE);
            sink.putLong(Double.doubleToRawLongBits((Double) value));
            return true;
        }
        if (type == Boolean.class) {
            sink.putByte((Boolean) value ? Tags.TRUE : Tags.FALSE);
            return true;
        }
        if (type == ArrayList.class) {
            return Containers.collection(this, Tags.ARRAY_LIST, (ArrayList<?>) value);
        }
        if (type == HashMap.class) {
            return Containers.map(this, Tags.HASH_MAP, (HashMap<?, ?>) value);
        }
        return byPlan(value, Plan.of(type));
    }

    private boolean byPlan(Object value, Plan plan) {
        int tag = plan.tag;
        if (tag == Plan.UNTAGGED) {
            return false;
        }
        if (tag < Tags.BOOLEANS) {
            return Scalars.put(this, tag, value);
        }
        if (tag < Tags.STRINGS) {
            if (!enter(value)) {
                return false;
            }
            PrimitiveArrays.put(sink, tag, value);
            leave();
            return true;
        }
        return tag < Tags.FIRST_ACTIVE
                ? Containers.put(this, tag, value)
                : ofUsers(value, tag, plan);
    }

    @SuppressWarnings("EnumOrdinal") // both sides compare a hash of all names
    private boolean ofUsers(Object value, int tag, Plan plan) {
        active = true;
        if (tag == Tags.ENUM) {
            sink.putByte(tag);
            classReference(plan, ((EnumPlan) plan).definition);
            sink.putVarint(((Enum<?>) value).ordinal());
            return true;
        }
        if (!enter(value)) {
            return false;
        }
        sink.putByte(tag);
        boolean done =
                tag == Tags.RECORD
                        ? ((RecordPlan) plan).write(this, value)
                        : ((LambdaPlan) plan).write(this, value);
        leave();
        return done;
    }

    private boolean string(String value) {
        if (value.length() > Tags.BULKY && !seen.add(value)) {
            return false;
        }
        sink.putByte(Tags.STRING);
        Strings.put(sink, value);
        return true;
    }

    /** Notes a large value without parts; {@code false} if the message holds it already. */
    boolean firstTime(Object value) {
        return seen.add(value);
    }

    /** Begins a value that has identity or parts. */
    boolean enter(Object value) {
        return ++depth <= Tags.MAX_DEPTH && seen.add(value);
    }

    /** Ends what the last {@link #enter} began. */
    void leave() {
        depth--;
    }

    /** Writes a class: its definition at first, then its number within the message. */
    @SuppressWarnings("ReferenceEquality") // identity is what is asked for
    void classReference(Plan plan, byte[] definition) {
        for (int i = classCount - 1; i >= 0; i--) {
            if (classes[i] == plan) {
                sink.putVarint(i + 1);
                return;
            }
        }
        if (classCount == classes.length) {
            classes = Arrays.copyOf(classes, 2 * classCount);
        }
        classes[classCount++] = plan;
        sink.putByte(0);
        sink.putBytes(definition, 0, definition.length);
    }

    static CodecException modified(Object container) {
        return new CodecException(
                container.getClass().getName() + " was modified while it was encoded");
    }
}
