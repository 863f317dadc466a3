package dev.procession.pool;

/** A phase of a task's way from the caller to its outcome. */
enum Phase {
    ENCODE_ARGUMENT(null, null, "argument"),
    SEND("worker.begun", "worker.begun", ""),
    DECODE_ARGUMENT(null, null, "argument"),
    RUN(null, null, ""),
    ENCODE_RESULT(null, null, "result"),
    SEND_RESULT("worker.encoded", "lane.written", ""),
    DECODE_RESULT(null, null, "result"),
    CALLBACK(null, null, "");

    private final String young;
    private final String grown;

    /** What the codec calls what is coded in this phase. */
    final String root;

    Phase(String young, String grown, String root) {
        this.young = young;
        this.grown = grown;
        this.root = root;
    }

    /** Tells whether code of users runs there; if not, a fault point is there. */
    boolean isOfUsers() {
        return young == null;
    }

    /** The fault point of a phase without code of users, for the first task of a worker or not. */
    String place(boolean isFirstTask) {
        return isFirstTask ? young : grown;
    }

    /** Tells whether the phase belongs to the parent. */
    boolean isOfParents() {
        return this == ENCODE_ARGUMENT || this == DECODE_RESULT || this == CALLBACK;
    }

    /** Tells whether the task has run when this phase begins, or runs in it. */
    boolean hasRun() {
        return ordinal() >= RUN.ordinal();
    }
}
