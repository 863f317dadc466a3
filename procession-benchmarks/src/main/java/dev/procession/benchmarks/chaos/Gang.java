package dev.procession.benchmarks.chaos;

import dev.procession.ExitStatus;
import dev.procession.TaskAction;
import dev.procession.benchmarks.chaos.Findings.Sort;
import dev.procession.memory.SharedLongArray;
import dev.procession.process.JavaProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** So many processes that do the same; one that was killed is followed by another. */
final class Gang implements Prey {

    private static final int ONE_IN_SO_MANY_SPARES_NONE = 10;
    private static final int LONGEST_STOP_MILLIS = 400;

    private final String name;
    private final Place place;
    private final Role role;
    private final Random random;
    private final SharedLongArray beats;
    private final List<Seat> seats;
    private final List<Thread> keepers = new ArrayList<>();
    private final AtomicLong kills = new AtomicLong();
    private volatile boolean isGivenUp;
    private boolean wasYoung;
    private @Nullable Stopped stopped;

    /** What they do. A process that is told to end does its work once more, and returns. */
    interface Role {

        /** Returns the work of the process of a seat, which adds 1 to its beat after each step. */
        TaskAction work(int seat, long life, SharedLongArray beats);

        /** Hears that a process is about to be killed. */
        void dooms(int seat, long life);

        /** Hears that a process has been killed, before another one takes its seat. */
        void died(int seat);

        /** Tells whether another one follows a process that has returned, too. */
        default boolean comesAgain() {
            return false;
        }
    }

    private record Stopped(Seat seat, long life, long untilNanos) {}

    /**
     * Prepares.
     *
     * @param name what its processes are called
     * @param size how many
     */
    Gang(String name, int size, Place place, Role role) {
        this.name = name;
        this.place = place;
        this.role = role;
        this.random = new Random(place.settings().seed() * 31 + name.hashCode());
        this.beats = SharedLongArray.create(size);
        this.seats = IntStream.range(0, size).mapToObj(Seat::new).toList();
    }

    // ---- life and death ----------------------------------------------------------------------

    void start() {
        for (Seat each : seats) {
            Thread keeper = new Thread(() -> keep(each), "chaos-" + name + "-" + each.index());
            keepers.add(keeper);
            keeper.start();
        }
    }

    private void keep(Seat seat) {
        try {
            boolean isOver = false;
            while (!isOver && !isGivenUp) {
                long life = seat.next(beats.getVolatile(seat.index()));
                JavaProcess process =
                        JavaProcess.start(
                                place.process().withName(name + "-" + seat.index()),
                                role.work(seat.index(), life, beats));
                seat.has(process);
                if (isGivenUp) {
                    process.kill();
                }
                process.join();
                isOver = !isFollowed(seat, process.exitStatus());
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error failure) {
            place.findings().add(Sort.WRONG, name + " is not kept up: " + failure);
        }
    }

    /** Whether another one comes: a process that was not killed and fails will fail again. */
    private boolean isFollowed(Seat seat, ExitStatus status) {
        if (seat.wasKilled(status)) {
            kills.incrementAndGet();
            role.died(seat.index());
            return true;
        }
        boolean isReturned = status.equals(ExitStatus.exited(0));
        if (!isReturned && !isGivenUp) {
            place.findings().add(Sort.WRONG, name + " ended, but nobody killed it: " + status);
        }
        return isReturned && role.comesAgain();
    }

    /** Waits until each has returned, as it was told to. */
    void awaitEnd() throws InterruptedException {
        long end = System.nanoTime() + Settings.LOST_AFTER.toNanos();
        for (Thread each : keepers) {
            TimeUnit.NANOSECONDS.timedJoin(each, Math.max(1, end - System.nanoTime()));
            if (each.isAlive()) {
                place.findings()
                        .add(Sort.WRONG, each.getName() + " did not end when it was told to");
            }
        }
    }

    /** Ends those that are left. */
    void end() throws InterruptedException {
        isGivenUp = true;
        for (Seat each : seats) {
            each.kill(() -> {});
        }
        for (Thread each : keepers) {
            each.join();
        }
        beats.close();
    }

    // ---- how it stands -----------------------------------------------------------------------

    long kills() {
        return kills.get();
    }

    int size() {
        return (int) seats.stream().filter(Seat::isAlive).count();
    }

    /** Returns how many steps they have done. */
    long beats() {
        return beats.stream().sum();
    }

    /** Tells whether there is somebody who could go on: awake, and beyond its start. */
    boolean isAble() {
        return grown().stream().anyMatch(each -> !each.isStopped());
    }

    private List<Seat> grown() {
        return seats.stream()
                .filter(each -> each.isGrown(beats.getVolatile(each.index())))
                .toList();
    }

    // ---- harm --------------------------------------------------------------------------------

    @Override
    public void strike() {
        int dice = random.nextInt(100);
        if (dice < 10) {
            killYoung();
        } else if (dice < 25) {
            stop(random.nextInt(LONGEST_STOP_MILLIS));
        } else {
            killGrown(random.nextInt(ONE_IN_SO_MANY_SPARES_NONE) > 0);
        }
    }

    /** Never two in a row, as nobody would grow. */
    private void killYoung() {
        List<Seat> grown = grown();
        List<Seat> young =
                seats.stream().filter(each -> each.isAlive() && !grown.contains(each)).toList();
        if (!wasYoung && !young.isEmpty()) {
            wasYoung = true;
            kill(young);
        }
    }

    /** Mostly one is left that can work, as of the workers of a pool. */
    private void killGrown(boolean isSparing) {
        List<Seat> grown = grown();
        if (grown.size() > (isSparing && seats.size() > 1 ? 1 : 0)) {
            wasYoung = false;
            kill(grown);
        }
    }

    private void kill(List<Seat> among) {
        Seat seat = among.get(random.nextInt(among.size()));
        seat.kill(() -> role.dooms(seat.index(), seat.life()));
    }

    private void stop(int millis) {
        List<Seat> grown = grown();
        if (stopped == null && !grown.isEmpty()) {
            Seat seat = grown.get(random.nextInt(grown.size()));
            if (seat.stop()) {
                stopped =
                        new Stopped(
                                seat,
                                seat.life(),
                                System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis));
            }
        }
    }

    @Override
    public void release(boolean isAll) {
        Stopped one = stopped;
        if (one != null && (isAll || System.nanoTime() - one.untilNanos > 0)) {
            stopped = null;
            one.seat.resume(one.life);
        }
    }
}
