package dev.procession.internal.monitor;

import dev.procession.internal.os.Futex;
import dev.procession.internal.shared.Words;
import java.util.concurrent.TimeUnit;

/**
 * Sleeps in the kernel. A virtual thread would take its carrier along; a {@link Hub} sleeps for it.
 */
final class FutexParking extends Parking {

    /**
     * Who should have woken the sleeper may have died between the change and the wake here, too.
     */
    private static final long LONG_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final ThreadLocal<WakeOnInterrupt> interruptions =
            ThreadLocal.withInitial(WakeOnInterrupt::new);

    @Override
    void sleepUpTo(Words words, long offset, int expected, long nanos) {
        if (Thread.currentThread().isVirtual()) {
            Hub.CURRENT.sleep(words, offset, expected, nanos);
            return;
        }
        WakeOnInterrupt interruption = interruptions.get();
        interruption.begin(words.address(offset));
        try {
            if (!Thread.currentThread().isInterrupted()) {
                Futex.await(words.address(offset), expected, nanos);
            }
        } finally {
            interruption.done();
            words.keep();
        }
    }

    @Override
    void sleepLong(Words words, long offset, int expected) {
        sleepUpTo(words, offset, expected, LONG_NANOS);
    }

    @Override
    int wake(Words words, long offset, int most) {
        int woken = Futex.wake(words.address(offset), most);
        words.keep();
        return woken;
    }
}
