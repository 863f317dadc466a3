package dev.procession.pool;

import dev.procession.TaskConsumer;
import dev.procession.TaskFunction;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * A task with a connection, as a function of what a worker gets the connection for. Whatever
 * becomes of the task, the connection ends with it.
 *
 * @param task the task as the user wrote it
 */
record Handing(TaskConsumer<? super SocketChannel> task)
        implements TaskFunction<HandedSocket, @Nullable Void>, Adapted {

    @Override
    public @Nullable Void apply(HandedSocket socket) throws Exception {
        try (SocketChannel channel = socket.open()) {
            task.accept(channel);
        }
        return null;
    }

    @Override
    public Object original() {
        return task;
    }
}
