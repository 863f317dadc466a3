package dev.procession.codec;

import dev.procession.CodecException;

/** An enum: the class, with a hash of the names of its constants, and the ordinal. */
final class EnumPlan extends Plan {

    final byte[] definition;
    private final Object[] constants;

    private EnumPlan(Class<?> type, Object[] constants) {
        super(Tags.ENUM);
        int hash = constants.length;
        for (Object constant : constants) {
            hash = mix(hash, ((Enum<?>) constant).name());
        }
        this.definition = definition(type, hash);
        this.constants = constants;
    }

    static Plan of(Class<?> type) {
        Class<?> declaring = type.getSuperclass() == Enum.class ? type : type.getSuperclass();
        Object[] constants = declaring.getEnumConstants();
        return constants == null ? STREAM : new EnumPlan(declaring, constants);
    }

    Object constant(int ordinal) {
        if (ordinal < 0 || ordinal >= constants.length) {
            throw new CodecException("malformed message: no such enum constant: " + ordinal);
        }
        return constants[ordinal];
    }
}
