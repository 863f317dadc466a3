package dev.procession.pool;

/** A way in which a task, or what carries it, can fail. */
enum Way {
    EXCEPTION("exception"),
    ERROR("error"),
    STACK("stack"),
    ABSENT("absent"),
    MUTE("mute"),
    CYCLIC("cyclic"),
    HUGE("huge"),
    HEAP("heap"),
    METASPACE("metaspace"),
    EXIT_0("exit=0"),
    EXIT_3("exit=3"),
    HALT("halt=7"),
    KILL("kill"),
    SEGFAULT("segfault"),
    STOP("stop"),
    HANG("hang"),
    NATIVE_HANG("native-hang"),

    /** Only in the parent: it takes the thread's carrier, too. */
    SPIN("spin");

    /** What {@link dev.procession.internal.util.Harm} calls it. */
    final String harm;

    Way(String harm) {
        this.harm = harm;
    }

    /** Tells whether it ends the process, wherever it is met. */
    boolean isDeath() {
        return switch (this) {
            case EXIT_0, EXIT_3, HALT, KILL, SEGFAULT -> true;
            default -> false;
        };
    }

    /** Tells whether it is only ended from outside. */
    boolean isHang() {
        return switch (this) {
            case STOP, HANG, NATIVE_HANG, SPIN -> true;
            default -> false;
        };
    }

    /** Tells whether the worker's memory is at an end. */
    boolean isExhaustion() {
        return this == HEAP || this == METASPACE;
    }

    /** Tells whether something is thrown that cannot be rebuilt in the parent. */
    boolean isMirrored() {
        return this == ABSENT || this == MUTE || this == HUGE;
    }

    /** Tells whether a parent's phase meets it. */
    boolean isOfParents() {
        return switch (this) {
            case EXCEPTION, ERROR, STACK, ABSENT, MUTE, CYCLIC, HUGE, HANG, SPIN -> true;
            default -> false;
        };
    }
}
