package dev.procession.internal.ring;

import dev.procession.internal.shared.SegmentFiles;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A glance at a queue from outside of its session; out of date as soon as it is taken.
 *
 * @param creator the pid of the process that has made it
 * @param length how many elements wait
 * @param capacity how many may; {@link Integer#MAX_VALUE} if only their bytes are limited
 * @param isCompleted whether nothing will be put any more
 * @param isOfPipe whether it is one direction of a pipe
 */
public record QueueGlance(
        long creator, int length, int capacity, boolean isCompleted, boolean isOfPipe) {

    /**
     * Looks at the queues of a session, in its memory: nobody has to answer.
     *
     * @param directory the session's
     * @param root the pid of the process that has founded it
     */
    public static List<QueueGlance> all(Path directory, long root) {
        List<QueueGlance> found = new ArrayList<>();
        SegmentFiles.forEach(
                directory, root, QueueLayout.KIND, place -> of(place).ifPresent(found::add));
        return found;
    }

    /** Empty if it is none, but happens to look as if it began like one. */
    private static Optional<QueueGlance> of(SegmentFiles.Place place) {
        ByteBuffer words = place.words();
        if (place.bytes() < QueueLayout.bytes(QueueLayout.LEAST_RING_BYTES)
                || words.limit() < QueueLayout.RING_OFFSET) {
            return Optional.empty();
        }
        int ringBytes = words.getInt((int) QueueLayout.RING_BYTES_OFFSET);
        int capacity = words.getInt((int) QueueLayout.CAPACITY_OFFSET);
        // In this order: then the head is not after the tail.
        long head = words.getLong((int) QueueLayout.HEAD_OFFSET);
        long tail = words.getLong((int) QueueLayout.TAIL_OFFSET);
        boolean isQueue =
                ringBytes >= QueueLayout.LEAST_RING_BYTES
                        && ringBytes <= QueueLayout.MOST_RING_BYTES
                        && Integer.bitCount(ringBytes) == 1
                        && QueueLayout.bytes(ringBytes) <= place.bytes()
                        && capacity >= 1
                        && Index.areAligned(head, tail);
        return isQueue
                ? Optional.of(
                        new QueueGlance(
                                place.creator(),
                                Index.count(head, Index.end(tail)),
                                capacity,
                                Index.isCompleted(tail),
                                words.getInt((int) QueueLayout.OF_PIPE_OFFSET) == 1))
                : Optional.empty();
    }
}
