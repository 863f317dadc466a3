package dev.procession.pool;

import dev.procession.TaskConsumer;
import dev.procession.internal.handover.KeptSocket;
import dev.procession.internal.os.SocketDescriptor;
import dev.procession.internal.util.Shortage;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * How a connection goes to a worker.
 *
 * <p>Until the pool has taken the task, the caller has the channel and the pool a copy of its
 * descriptor; so a refusal changes nothing. Then the caller's is closed, and only then the copy is
 * given out: two processes never have the connection at the same time.
 */
final class HandOver {

    private HandOver() {}

    /** Hands a connection over to a worker process. */
    static CompletableFuture<@Nullable Void> toProcess(
            Engine engine,
            Terms terms,
            TaskConsumer<? super SocketChannel> task,
            SocketChannel channel) {
        requireIdle(channel);
        requireNative(engine.name());
        if (engine.lifeCycle().isShutdown()) {
            throw engine.lifeCycle().refusal("");
        }
        KeptSocket kept = keep(engine, channel);
        PoolFuture<@Nullable Void> future;
        try {
            HandedSocket socket = HandedSocket.of(kept.ticket(), channel.getRemoteAddress());
            future = PoolFuture.apply(engine, terms.withoutRetries(), new Handing(task), socket);
        } catch (IOException closed) {
            kept.discard();
            throw refusal(engine.name(), closed);
        } catch (RuntimeException | Error refused) {
            kept.discard();
            throw refused;
        }
        future.whenComplete((nothing, thrown) -> kept.discard());
        part(channel, kept, future);
        return future;
    }

    /**
     * Whatever happens here: the pool has taken the task, and its worker may be waiting already.
     */
    private static void part(
            SocketChannel channel, KeptSocket kept, CompletableFuture<@Nullable Void> future) {
        try {
            kept.takeFrom(channel);
        } catch (IOException closed) {
            future.completeExceptionally(closed);
        } catch (RuntimeException | Error failure) {
            future.completeExceptionally(failure);
            throw failure;
        }
    }

    private static KeptSocket keep(Engine engine, SocketChannel channel) {
        try {
            return engine.cloakroom().keep(channel);
        } catch (IOException failure) {
            throw refusal(engine.name(), failure);
        }
    }

    private static RejectedExecutionException refusal(String pool, IOException failure) {
        return new RejectedExecutionException(
                "[pool "
                        + pool
                        + "] a connection could not be taken over: "
                        + Shortage.describe(failure),
                failure);
    }

    private static void requireNative(String pool) {
        if (!SocketDescriptor.isSupported()) {
            throw new UnsupportedOperationException(
                    "[pool "
                            + pool
                            + "] a connection can be handed to another process on Linux with native"
                            + " access only: start this program with"
                            + " --enable-native-access=ALL-UNNAMED (on a module path"
                            + " dev.procession), use a ThreadPool, or relay the bytes as"
                            + " TaskExecutor.handOver shows");
        }
    }

    /** Refuses what would break somebody else's use of the channel, before anything is done. */
    static void requireIdle(SocketChannel channel) {
        if (!channel.isOpen() || !channel.isConnected()) {
            throw new IllegalArgumentException(
                    "only a connected channel can be handed over: channel=" + channel);
        }
        if (channel.isRegistered()) {
            throw new IllegalArgumentException(
                    "a channel that is registered with a selector cannot be handed over: cancel its"
                            + " key and select once more first: channel="
                            + channel);
        }
    }

    /** Has a thread of this process do the same. */
    static @Nullable Void run(TaskConsumer<? super SocketChannel> task, SocketChannel channel)
            throws Exception {
        try (channel) {
            channel.configureBlocking(true);
            task.accept(channel);
        }
        return null;
    }

    /** Closes the connection of a task of this process that has ended, or never began. */
    static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException failure) {
            System.getLogger("dev.procession")
                    .log(System.Logger.Level.DEBUG, "closing a connection", failure);
        }
    }
}
