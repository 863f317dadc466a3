package dev.procession.internal.monitor;

import dev.procession.internal.os.Futex;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.AbstractSelectableChannel;
import java.nio.channels.spi.AbstractSelector;
import java.nio.channels.spi.SelectorProvider;
import java.util.Set;

/**
 * Has the interruption of a thread wake it out of a sleep that the JVM knows nothing of.
 *
 * <p>The one public way to be told of an interruption is that of a selector, of which only {@link
 * #wakeup} is used here. An interruption that comes just before the sleep begins is noticed when
 * the slice is over. Other sleepers of the word wake in vain.
 */
final class WakeOnInterrupt extends AbstractSelector {

    private volatile long address;

    WakeOnInterrupt() {
        super(SelectorProvider.provider());
    }

    /** From here on until {@link #done} an interruption wakes sleepers of the word. */
    void begin(long addressOfWord) {
        address = addressOfWord;
        begin();
    }

    void done() {
        end();
        address = 0;
    }

    @Override
    public Selector wakeup() {
        long sleeping = address;
        if (sleeping != 0) {
            Futex.wake(sleeping, Parking.ALL);
        }
        return this;
    }

    // ---- it selects nothing ------------------------------------------------------------------

    @Override
    protected void implCloseSelector() {}

    @Override
    protected SelectionKey register(
            AbstractSelectableChannel channel, int operations, Object what) {
        throw new UnsupportedOperationException("it selects nothing");
    }

    @Override
    public Set<SelectionKey> keys() {
        return Set.of();
    }

    @Override
    public Set<SelectionKey> selectedKeys() {
        return Set.of();
    }

    @Override
    public int selectNow() {
        return 0;
    }

    @Override
    public int select(long timeout) {
        return 0;
    }

    @Override
    public int select() {
        return 0;
    }
}
