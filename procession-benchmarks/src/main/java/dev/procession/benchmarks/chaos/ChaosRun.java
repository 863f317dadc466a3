package dev.procession.benchmarks.chaos;

import dev.procession.benchmarks.chaos.Findings.Sort;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Targets under load, whose processes are killed; then the verdict. */
final class ChaosRun {

    private static final long LOOK_MILLIS = 20;

    private final Place place;
    private final List<Target> targets;
    private final CountDownLatch stopAsked = new CountDownLatch(1);
    private final long startNanos = System.nanoTime();

    /**
     * Prepares.
     *
     * @param settings what it is to be
     * @param directory an empty directory, for what is written down
     */
    ChaosRun(Settings settings, Path directory) {
        this.place = new Place(settings, directory);
        this.targets =
                settings.targets().stream().map(each -> each.make(place, this::stop)).toList();
    }

    /** Ends the killing early; the verdict is given all the same. */
    void stop() {
        stopAsked.countDown();
    }

    // ---- for those who watch -----------------------------------------------------------------

    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - startNanos);
    }

    long kills() {
        return targets.stream().mapToLong(Target::kills).sum();
    }

    Map<String, Long> work() {
        Map<String, Long> all = new LinkedHashMap<>();
        targets.forEach(each -> all.putAll(each.work()));
        return all;
    }

    long wrongs() {
        return place.findings().count(Sort.WRONG);
    }

    int workers() {
        return targets.stream().mapToInt(Target::processes).sum();
    }

    // ---- the run -----------------------------------------------------------------------------

    /** Runs to the end. */
    Verdict run() throws IOException, InterruptedException {
        // The socket pair by which the JDK closes channels.
        ServerSocketChannel.open(StandardProtocolFamily.UNIX).close();
        for (Target each : targets) {
            each.warmUp();
        }
        Leftovers before = Leftovers.baseline();
        try {
            for (Target each : targets) {
                each.open();
            }
            torment();
        } finally {
            for (Target each : targets) {
                each.close();
            }
        }
        note(
                Sort.ORPHAN,
                lookUntilNone(Settings.ORPHAN_AFTER, () -> Leftovers.processes(place.entry())));
        note(Sort.LEAKED, lookUntilNone(Settings.LEAKED_AFTER, before::list));
        for (Target each : targets) {
            each.judge();
        }
        return Verdict.of(kills(), work(), place.findings());
    }

    private void note(Sort sort, List<String> left) {
        left.forEach(each -> place.findings().add(sort, each));
    }

    private void torment() throws InterruptedException {
        Settings settings = place.settings();
        Killer killer =
                new Killer(
                        targets.stream().flatMap(each -> each.prey().stream()).toList(),
                        new Random(~settings.seed()));
        Thread killing = new Thread(killer, "chaos-killer");
        killing.start();
        long end = System.nanoTime() + settings.length().toNanos();
        while (System.nanoTime() - end < 0 && kills() < settings.kills()) {
            targets.forEach(Target::look);
            if (stopAsked.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                break;
            }
        }
        killer.end();
        killing.join();
        for (Target each : targets) {
            each.endLoad();
        }
    }

    /** Looks at what is left. */
    @FunctionalInterface
    private interface Look {
        List<String> list() throws IOException;
    }

    private static List<String> lookUntilNone(Duration most, Look look) throws IOException {
        long end = System.nanoTime() + most.toNanos();
        List<String> left = look.list();
        while (!left.isEmpty() && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS));
            left = look.list();
        }
        return left;
    }
}
