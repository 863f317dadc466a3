package dev.procession.codec;

import dev.procession.internal.util.Moving;
import java.util.ArrayList;
import java.util.List;

/**
 * What has left this process with the bytes of a {@link Sink}: ends of pipes, which are in one
 * process at a time.
 *
 * <p>Whoever sends the bytes and fails has them {@link #stay}; whoever sees that they will never be
 * decoded {@linkplain #lose loses} them, so that nobody waits for them. Both do nothing to what was
 * received.
 *
 * @since 0.1
 */
public final class Departures {

    /** Nothing. */
    static final Departures NONE = new Departures();

    private final List<Departure> all = new ArrayList<>(1);

    /** What has left, and where in the sink it is. */
    private record Departure(int place, Moving moving) {}

    Departures() {}

    void add(int place, Moving moving) {
        all.add(new Departure(place, moving));
    }

    /** Has those stay that are at or after a place; tells whether none is left. */
    boolean stayFrom(int place) {
        while (!all.isEmpty() && all.getLast().place() >= place) {
            all.removeLast().moving().stay();
        }
        return all.isEmpty();
    }

    /**
     * Tells whether there is nothing.
     *
     * @return whether nothing has left
     */
    public boolean isEmpty() {
        return all.isEmpty();
    }

    /** Has all of it stay, since the bytes were not sent. */
    public void stay() {
        all.forEach(each -> each.moving().stay());
    }

    /** Ends all of it that nobody has received, since nobody will. */
    public void lose() {
        all.forEach(each -> each.moving().lose());
    }
}
