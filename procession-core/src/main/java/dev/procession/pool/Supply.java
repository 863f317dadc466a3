package dev.procession.pool;

import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Where a {@link Batch} has its inputs from; belongs to the thread of the batch. */
interface Supply<A extends @Nullable Object> extends AutoCloseable {

    /** What a look at the inputs has found. */
    enum Look {
        /** An input, which {@link #take} returns. */
        INPUT,
        /** None now, perhaps later. */
        NOTHING_YET,
        /** None, and there will be none. */
        END
    }

    /**
     * Looks for the next input; throws what the source has thrown, whatever that is, once all
     * inputs before it were taken.
     */
    Look look();

    /** Takes the input that {@link #look} has found. */
    A take();

    /**
     * Has the batch told once of an input that it {@linkplain Listener#isWanted wants}; {@code
     * false} if one is there now. The end is told in any case.
     */
    boolean listen();

    /** How many inputs may have been pulled from the source and not been taken. */
    int mostAhead();

    /** Pulls no further input. */
    @Override
    void close();

    /** Who is told; by whichever thread. */
    interface Listener {
        /** Tells whether an input that has just come is worth being woken for. */
        boolean isWanted();

        /** Says that there is something to look for. */
        void progress();
    }

    /** Pulls each input when it is looked for, on the thread that looks. */
    static <A extends @Nullable Object> Supply<A> pulling(Iterator<? extends A> source) {
        return new Pulling<>(source);
    }

    /** The plain one. */
    final class Pulling<A extends @Nullable Object> implements Supply<A> {

        private final Iterator<? extends A> source;
        private @Nullable Object input;

        private Pulling(Iterator<? extends A> source) {
            this.source = source;
        }

        @Override
        public Look look() {
            if (!source.hasNext()) {
                return Look.END;
            }
            input = source.next();
            return Look.INPUT;
        }

        @Override
        public A take() {
            return Batch.cast(input);
        }

        @Override
        public boolean listen() {
            return false;
        }

        @Override
        public int mostAhead() {
            return 0;
        }

        @Override
        public void close() {
            // There is no thread to stop; who closes is the one who would pull.
        }
    }
}
