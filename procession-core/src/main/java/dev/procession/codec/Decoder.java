package dev.procession.codec;

import dev.procession.CodecException;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads tagged values from one source, within limits that hold for any bytes. */
final class Decoder {

    private static final int KEPT_PLANS = 16;

    private final Source source;
    private final @Nullable Plan[] kept = new Plan[KEPT_PLANS];
    private @Nullable CodecContext context;
    private Plan[] classes = new Plan[8];
    private int classCount;
    private int depth;
    private int hashDepth;
    private long claimed;
    private long claimLimit;
    private boolean inert;

    Decoder(Source source) {
        this.source = source;
    }

    Source source() {
        return source;
    }

    /** Reads the body of a message of form {@link Tags#INERT} or {@link Tags#ACTIVE}. */
    @Nullable Object message(boolean onlyInert, CodecContext newContext) throws Throwable {
        if (context != newContext) {
            switchTo(newContext);
        }
        depth = 0;
        hashDepth = 0;
        claimed = 0;
        claimLimit = source.remaining();
        inert = onlyInert;
        try {
            return read();
        } finally {
            if (classCount > 0) {
                Arrays.fill(classes, 0, classCount, null);
                classCount = 0;
            }
        }
    }

    @SuppressWarnings("ReferenceEquality") // identity is what is asked for
    private void switchTo(CodecContext newContext) {
        CodecContext old = context;
        if (old == null
                || old.loader() != newContext.loader()
                || old.admission() != newContext.admission()) {
            Arrays.fill(kept, null);
        }
        context = newContext;
    }

    /** Reads any value with its tag. */
    @Nullable Object read() throws Throwable {
        int tag = source.getByte();
        return switch (tag) {
            case Tags.NULL -> null;
            case Tags.TRUE -> true;
            case Tags.FALSE -> false;
            case Tags.INT -> source.getZigzag();
            case Tags.LONG -> source.getZigzagLong();
            case Tags.DOUBLE -> Double.longBitsToDouble(source.getLong());
            case Tags.STRING -> string();
            default -> other(tag);
        };
    }

    private @Nullable Object other(int tag) throws Throwable {
        if (tag == Tags.ATTACHMENT) {
            return Attachments.get(source.attached(), source.getVarint());
        }
        if (tag < Tags.BOOLEANS) {
            return Scalars.get(source, tag);
        }
        if (tag < Tags.STRINGS) {
            return PrimitiveArrays.get(source, tag);
        }
        if (++depth > Tags.MAX_DEPTH) {
            throw new CodecException("nested too deeply: limit=" + Tags.MAX_DEPTH);
        }
        Object value = tag < Tags.FIRST_ACTIVE ? ContainerReader.get(this, tag) : ofUsers(tag);
        depth--;
        return value;
    }

    private Object ofUsers(int tag) throws Throwable {
        if (inert) {
            throw new CodecException("malformed message: not as inert as it claims");
        }
        return switch (tag) {
            case Tags.RECORD -> aRecord();
            case Tags.ENUM -> anEnum();
            case Tags.LAMBDA -> Lambdas.read(this);
            default -> throw new CodecException("malformed message: unknown tag " + tag);
        };
    }

    private Object aRecord() throws Throwable {
        if (classReference() instanceof RecordPlan plan) {
            return plan.read(this);
        }
        throw new CodecException("malformed message: not a record");
    }

    private Object anEnum() {
        if (classReference() instanceof EnumPlan plan) {
            return plan.constant(source.getVarint());
        }
        throw new CodecException("malformed message: not an enum");
    }

    private String string() {
        String text = source.getString();
        if (text == null) {
            throw new CodecException("malformed message: text missing");
        }
        return text;
    }

    /**
     * Checks a number of elements that a message claims, before anything is allocated for them.
     *
     * <p>An element takes at least one byte, and no byte serves two elements: so all claims of a
     * message together cannot exceed its bytes.
     */
    int claim(int count, int factor) {
        long elements = (long) count * factor;
        source.require(elements);
        claimed += elements;
        if (claimed > claimLimit) {
            throw new CodecException("malformed message: more elements than bytes: " + claimed);
        }
        return count;
    }

    /** Begins values that will be hashed. */
    void enterHashed() {
        if (++hashDepth > Tags.MAX_HASH_DEPTH) {
            throw new CodecException(
                    "sets and map keys are nested too deeply: limit=" + Tags.MAX_HASH_DEPTH);
        }
    }

    /** Ends what the last {@link #enterHashed} began. */
    void leaveHashed() {
        hashDepth--;
    }

    private Plan classReference() {
        int number = source.getVarint();
        if (number < 0 || number > classCount) {
            throw new CodecException("malformed message: no such class number: " + number);
        }
        if (number > 0) {
            return classes[number - 1];
        }
        Plan plan = definedPlan();
        if (classCount == classes.length) {
            classes = Arrays.copyOf(classes, 2 * classCount);
        }
        classes[classCount++] = plan;
        return plan;
    }

    private Plan definedPlan() {
        int start = source.position();
        int hash = source.getInt();
        int slot = hash & KEPT_PLANS - 1;
        Plan known = kept[slot];
        if (known != null && matches(known, start)) {
            return known;
        }
        String name = string();
        Plan plan = Plan.of(resolve(name));
        byte[] definition = definitionOf(plan);
        if (definition == null) {
            throw new CodecException(name + " is no record or enum that can be made here");
        }
        if (!sameBytes(definition, start, source.position() - start)) {
            throw new CodecException(differs(name));
        }
        kept[slot] = plan;
        return plan;
    }

    private boolean matches(Plan plan, int start) {
        byte[] definition = definitionOf(plan);
        if (definition == null
                || definition.length - Integer.BYTES > source.remaining()
                || !sameBytes(definition, start, definition.length)) {
            return false;
        }
        source.skip(definition.length - Integer.BYTES);
        return true;
    }

    private boolean sameBytes(byte[] definition, int start, int length) {
        return Arrays.equals(
                definition, 0, definition.length, source.bytes(), start, start + length);
    }

    private static byte @Nullable [] definitionOf(Plan plan) {
        if (plan instanceof RecordPlan recordPlan) {
            return recordPlan.definition;
        }
        return plan instanceof EnumPlan enumPlan ? enumPlan.definition : null;
    }

    /** The class of a name, if it is known here and admitted; it is not initialized. */
    Class<?> resolve(String name) {
        return Classes.resolve(name, Objects.requireNonNull(context));
    }

    static String differs(String name) {
        return "the processes run different versions of " + name + ": its fields differ";
    }
}
