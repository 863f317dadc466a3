package dev.procession.pool;

import dev.procession.codec.Sink;
import dev.procession.codec.Source;
import java.util.Arrays;
import java.util.Objects;

/**
 * The first message of a pool to a worker: whose it is, and where its bells and the control socket
 * are.
 *
 * @param pool the name of the pool
 * @param taskBell path of the bell for tasks; empty for a polling one, as the next two
 * @param parentBell path of the pool's bell
 * @param controlBell path of the bell that asks for the control channel
 * @param controlSocket path of the control socket
 * @param id by which the worker is known there
 * @param maxResultBytes the longest encoded result
 */
record WorkerOrders(
        String pool,
        String taskBell,
        String parentBell,
        String controlBell,
        String controlSocket,
        long id,
        int maxResultBytes) {

    private static final int MAX_BYTES = 1 << 16;

    byte[] encode() {
        Sink out = new Sink(MAX_BYTES);
        out.putString(pool);
        out.putString(taskBell);
        out.putString(parentBell);
        out.putString(controlBell);
        out.putString(controlSocket);
        out.putLong(id);
        out.putInt(maxResultBytes);
        return Arrays.copyOf(out.array(), out.size());
    }

    static WorkerOrders decode(byte[] bytes) {
        Source in = new Source();
        in.wrap(bytes, 0, bytes.length);
        return new WorkerOrders(
                text(in), text(in), text(in), text(in), text(in), in.getLong(), in.getInt());
    }

    private static String text(Source in) {
        return Objects.requireNonNull(in.getString(), "a text");
    }
}
