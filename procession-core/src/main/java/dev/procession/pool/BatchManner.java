package dev.procession.pool;

/**
 * How a {@link Batch} goes about it.
 *
 * @param inOrder whether outcomes are handed out in the order of the inputs
 * @param isReadAhead whether a thread of its own pulls the inputs
 * @param mayBlock whether the thread of the batch may have to wait for an input
 * @param mayBeLeft whether who takes the outcomes may do something else between two of them
 * @param isSubmitted whether a pool that was shut down takes its inputs nevertheless
 */
record BatchManner(
        boolean inOrder,
        boolean isReadAhead,
        boolean mayBlock,
        boolean mayBeLeft,
        boolean isSubmitted) {

    /** How far a source is pulled ahead: the promise of {@link TaskExecutor#outcomes}. */
    private static final int SPAN_PER_WORKER = 2048;

    /**
     * Some milliseconds of the shortest tasks: as long as a worker may be kept from its processor,
     * a young one by its own compilers, while the others need not wait for it.
     */
    private static final int SPAN_OF_COLLECTION = 16_384;

    /** Where all inputs are there and all results are kept, being far ahead costs nothing. */
    int spanPerWorker() {
        return mayBeLeft || mayBlock ? SPAN_PER_WORKER : SPAN_OF_COLLECTION;
    }

    /** The results are only collected; what is in a collection need not be waited for. */
    static BatchManner map(boolean isCollection) {
        return new BatchManner(true, false, !isCollection, false, false);
    }

    /** As {@link #map}, for inputs that count as submitted. */
    static BatchManner mapAsync(boolean isCollection) {
        return new BatchManner(true, false, !isCollection, false, true);
    }

    /** The outcomes are handed out; only what is in a collection is not read ahead. */
    static BatchManner outcomes(boolean inOrder, boolean isCollection) {
        return new BatchManner(inOrder, !isCollection, false, true, false);
    }
}
