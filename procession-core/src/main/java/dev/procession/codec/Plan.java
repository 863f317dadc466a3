package dev.procession.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** How values of one class are encoded: found once per class and kept with it. */
class Plan {

    /** Stands for a class that has no tag. */
    static final int UNTAGGED = -1;

    static final Plan STREAM = new Plan(UNTAGGED);

    private static final Plans PLANS = new Plans();

    final int tag;

    Plan(int tag) {
        this.tag = tag;
    }

    static Plan of(Class<?> type) {
        return PLANS.get(type);
    }

    /** The name and the hash of the layout of a class, as they stand in a message. */
    static byte[] definition(Class<?> type, int layoutHash) {
        Sink sink = new Sink(Integer.MAX_VALUE);
        sink.putInt(layoutHash);
        sink.putString(type.getName());
        return Arrays.copyOf(sink.array(), sink.size());
    }

    /** Adds a name to the hash of a layout. */
    static int mix(int hash, String name) {
        int mixed = hash;
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            mixed = (mixed ^ b) * 0x01000193;
        }
        return (mixed ^ 0xff) * 0x01000193;
    }

    private static final class Plans extends ClassValue<Plan> {

        @Override
        protected Plan computeValue(Class<?> type) {
            int tag = Classes.isOfBootLayer(type) ? PlatformTags.of(type) : UNTAGGED;
            if (tag != UNTAGGED) {
                return new Plan(tag);
            }
            if (type.isRecord()) {
                return RecordPlan.of(type);
            }
            if (Enum.class.isAssignableFrom(type)) {
                return EnumPlan.of(type);
            }
            return type.isHidden() && type.isSynthetic() ? LambdaPlan.of(type) : STREAM;
        }
    }
}
