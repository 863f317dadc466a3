package dev.procession.manager;

import java.util.concurrent.locks.ReentrantLock;

/**
 * An object whose calls run one at a time, and are atomic by that: the guard is held from before a
 * call begins until its result is encoded.
 */
abstract class Guarded {

    private final ReentrantLock guard = new ReentrantLock();

    final ReentrantLock guard() {
        return guard;
    }
}
