package dev.procession.manager;

/** What a lock in a manager does, and its conditions, which have numbers. */
interface LockOps {

    /** How an attempt to have a lock has ended. */
    enum Attempt {
        /** The time was over. */
        LATE,
        /** The caller has it. */
        HAD,
        /** The caller has it, whose owner had died with it. */
        HAD_AFTER_A_DEATH
    }

    @Brief
    @Undo("unlock")
    boolean tryLock();

    @Undo("unlock")
    void lock();

    @Undo("unlock")
    boolean lock(long nanos) throws InterruptedException;

    @Brief
    @Undo("unlock")
    Attempt tryHold();

    @Undo("unlock")
    Attempt hold(long nanos) throws InterruptedException;

    @Brief
    void unlock();

    @Brief
    void repair();

    @Brief
    boolean isAbandoned();

    @Brief
    boolean isHeldByCaller();

    /** Says who has it, for people to read. */
    @Brief
    String describe();

    @Brief
    int newCondition();

    boolean await(int condition, long nanos) throws InterruptedException;

    @Waits
    void awaitUninterruptibly(int condition);

    @Brief
    void signal(int condition, boolean all);
}
