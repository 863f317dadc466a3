package dev.procession.manager;

import dev.procession.DeadlockException;
import dev.procession.OwnerDiedException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A lock in its manager. It belongs to a thread of a process. */
final class ServerLock extends Monitor implements LockOps {

    /** A thread that waits for a signal. */
    private static final class Waiter {
        final Caller caller;
        boolean isSignalled;

        Waiter(Caller caller) {
            this.caller = caller;
        }
    }

    private final boolean isReentrant;
    private final List<Deque<Waiter>> conditions = new ArrayList<>();

    /** Who have had a signal, and do not have the lock again yet. */
    private final Deque<Waiter> returning = new ArrayDeque<>();

    private @Nullable Caller owner;
    private int holds;
    private @Nullable Party dead;

    ServerLock(boolean isReentrant) {
        this.isReentrant = isReentrant;
    }

    // ---- locking -----------------------------------------------------------------------------

    /** Has it if that is possible now. */
    private boolean have(Caller caller) {
        requireThere(caller);
        if (caller.equals(owner)) {
            requireReentrant();
            holds++;
            return true;
        }
        if (owner != null) {
            return false;
        }
        owner = caller;
        holds = 1;
        return true;
    }

    private void requireReentrant() {
        if (!isReentrant) {
            throw new DeadlockException(
                    "the lock is not reentrant, and this thread has it already");
        }
    }

    /** As {@link #have}, but not if it is abandoned. */
    private boolean haveWhole(Caller caller) {
        boolean isFirst = !caller.equals(owner);
        boolean isHad = have(caller);
        if (isHad && isFirst && dead != null) {
            giveBack();
            throw ownerDied();
        }
        return isHad;
    }

    private OwnerDiedException ownerDied() {
        return new OwnerDiedException(
                "the lock's owner died with it, and what it protects may be half changed: owner="
                        + dead
                        + "; have it by hold(Duration), and say repair() once that is mended");
    }

    private void giveBack() {
        holds = 0;
        owner = null;
        changed();
    }

    private void requireOwner(Caller caller, String what) {
        if (!caller.equals(owner)) {
            throw new IllegalMonitorStateException(
                    "only the thread that has the lock may " + what + ": owner=" + describeOwner());
        }
    }

    private String describeOwner() {
        Caller known = owner;
        return known == null ? "nobody" : known.party() + ", its thread " + known.thread();
    }

    @Override
    public boolean tryLock() {
        Caller caller = Caller.current();
        return alone(() -> (isReentrant || !caller.equals(owner)) && haveWhole(caller));
    }

    @Override
    public void lock() {
        Caller caller = Caller.current();
        alone(() -> {
            awaitUninterruptibly(caller, () -> haveWhole(caller));
            return true;
        });
    }

    @Override
    public boolean lock(long nanos) throws InterruptedException {
        Caller caller = Caller.current();
        return aloneWaiting(() -> await(caller, () -> haveWhole(caller), nanos));
    }

    @Override
    public Attempt tryHold() {
        Caller caller = Caller.current();
        return alone(() -> attempt(have(caller)));
    }

    @Override
    public Attempt hold(long nanos) throws InterruptedException {
        Caller caller = Caller.current();
        return aloneWaiting(() -> attempt(await(caller, () -> have(caller), nanos)));
    }

    private Attempt attempt(boolean isHad) {
        if (!isHad) {
            return Attempt.LATE;
        }
        return dead == null ? Attempt.HAD : Attempt.HAD_AFTER_A_DEATH;
    }

    @Override
    public void unlock() {
        Caller caller = Caller.current();
        alone(() -> {
            requireOwner(caller, "unlock it");
            holds--;
            if (holds == 0) {
                giveBack();
            }
            return true;
        });
    }

    @Override
    public void repair() {
        Caller caller = Caller.current();
        alone(() -> {
            requireOwner(caller, "say that it is repaired");
            dead = null;
            return true;
        });
    }

    // ---- looking at it -----------------------------------------------------------------------

    @Override
    public boolean isAbandoned() {
        return alone(() -> dead != null);
    }

    @Override
    public boolean isHeldByCaller() {
        Caller caller = Caller.current();
        return alone(() -> caller.equals(owner));
    }

    @Override
    public String describe() {
        return alone(() -> "owner=" + describeOwner() + (dead == null ? "" : ", abandoned"));
    }

    // ---- conditions --------------------------------------------------------------------------

    @Override
    public int newCondition() {
        return alone(() -> {
            conditions.add(new ArrayDeque<>());
            return conditions.size() - 1;
        });
    }

    /** A wait for a signal: whether it was there. */
    private interface Rest {
        boolean until(BooleanSupplier isSignalled) throws InterruptedException;
    }

    @Override
    public boolean await(int condition, long nanos) throws InterruptedException {
        Caller caller = Caller.current();
        return aloneWaiting(() -> rest(caller, condition, over -> await(caller, over, nanos)));
    }

    @Override
    public void awaitUninterruptibly(int condition) {
        Caller caller = Caller.current();
        try {
            aloneWaiting(() ->
                    rest(
                            caller,
                            condition,
                            over -> {
                                awaitUninterruptibly(caller, over);
                                return true;
                            }));
        } catch (InterruptedException impossible) {
            throw new AssertionError("an interruption was to be left for later", impossible);
        }
    }

    /** Gives the lock back, waits, and has it again whatever has ended the wait. */
    private boolean rest(Caller caller, int condition, Rest rest) throws InterruptedException {
        requireOwner(caller, "wait for its condition");
        Deque<Waiter> queue = conditions.get(condition);
        Waiter waiter = new Waiter(caller);
        int had = holds;
        queue.add(waiter);
        giveBack();
        boolean isSignalled;
        try {
            isSignalled = rest.until(() -> waiter.isSignalled);
        } catch (InterruptedException hurry) {
            haveAgain(waiter, queue, had);
            if (!waiter.isSignalled) {
                throw hurry;
            }
            return true;
        }
        haveAgain(waiter, queue, had);
        return isSignalled || waiter.isSignalled;
    }

    private void haveAgain(Waiter waiter, Deque<Waiter> queue, int had) {
        queue.remove(waiter);
        awaitUninterruptibly(waiter.caller, () -> have(waiter.caller));
        returning.remove(waiter);
        holds = had;
        if (dead != null) {
            throw ownerDied();
        }
    }

    @Override
    public void signal(int condition, boolean all) {
        Caller caller = Caller.current();
        change(() -> {
            requireOwner(caller, "signal its condition");
            Deque<Waiter> queue = conditions.get(condition);
            signalOne(queue);
            while (all && !queue.isEmpty()) {
                signalOne(queue);
            }
        });
    }

    private void signalOne(Deque<Waiter> queue) {
        Waiter first = queue.poll();
        if (first != null) {
            first.isSignalled = true;
            returning.add(first);
        }
    }

    // ---- deaths ------------------------------------------------------------------------------

    @Override
    void mourn(Party party) {
        if (owner != null && owner.party() == party) {
            dead = party;
            giveBack();
        }
        for (Deque<Waiter> queue : conditions) {
            queue.removeIf(each -> each.caller.party() == party);
        }
        // A signal that one had who is gone is for somebody else; a wake-up too many does no harm.
        if (returning.removeIf(each -> each.caller.party() == party)) {
            conditions.forEach(this::signalOne);
        }
    }
}
