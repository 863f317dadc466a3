package dev.procession.manager;

import dev.procession.internal.channel.FrameChannel;
import dev.procession.internal.channel.LocalServer;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** A manager, in its own process: it has the objects, and listens until the process is ended. */
final class ManagerServer implements RootOps {

    /** This one, and that which opens it to other programs. */
    private static final int ROOTS = 2;

    /** Knows the classes of who has started the manager. */
    private final @Nullable ClassLoader code = Thread.currentThread().getContextClassLoader();

    private final SessionAddress address;
    private final ObjectTable objects = new ObjectTable(ObjectTable.LONGEST_TRAVEL);
    private final WayWithin within = new WayWithin(objects);
    private final Names names = new Names(objects);

    private ManagerServer(SessionAddress address) {
        this.address = address;
        objects.addRoot(ObjectId.ROOT, this, RootOps.class);
        objects.addRoot(
                ObjectId.DOOR, new RemoteDoor(objects, address, within, code), DoorOps.class);
    }

    /** What the process does. */
    static void run(SessionAddress address) throws IOException, InterruptedException {
        ManagerServer server = new ManagerServer(address);
        Ways.own(server);
        // A thread per client waits in the kernel: one that is virtual hears of a call later.
        LocalServer listening =
                new LocalServer(
                        Path.of(address.path()),
                        "procession-manager",
                        LocalServer.HANDSHAKE_DEADLINE,
                        server::key,
                        server::serve,
                        Thread.ofPlatform().daemon().name("procession-client-", 1).factory());
        System.getLogger("dev.procession")
                .log(System.Logger.Level.DEBUG, "listening at " + listening.path());
        new CountDownLatch(1).await();
    }

    /** All clients prove the same key: to have it is what makes a process a client. */
    private byte @Nullable [] key(long pid) {
        return address.key();
    }

    private void serve(long pid, SocketChannel socket) throws IOException {
        // Decoding looks for classes there, and the threads of calls inherit it.
        Thread.currentThread().setContextClassLoader(code);
        try (FrameChannel channel = new FrameChannel(socket)) {
            new ClientConnection(objects, channel, new Party("process " + pid)).serve();
        }
    }

    boolean isAt(Address other) {
        return other.place().equals(address.place());
    }

    Way wayWithin() {
        return within;
    }

    @Override
    public ObjectId create(String type, RemoteSupplier<?> maker) throws Exception {
        return objects.add(make(type, maker), Caller.current().party());
    }

    private static Exported make(String type, RemoteSupplier<?> maker) throws Exception {
        Exports exports = Exports.of(Class.forName(type, false, loader(maker)));
        Object made = Objects.requireNonNull(maker.get(), "the supplier has returned null");
        if (!exports.type().isInstance(made)) {
            throw new IllegalArgumentException(
                    "what is exported must implement the interface: interface="
                            + type
                            + ", class="
                            + made.getClass().getName());
        }
        return new Exported(made, exports);
    }

    @Override
    public ObjectId named(String name, String kind, String type, RemoteSupplier<?> maker)
            throws Exception {
        return names.findOrMake(name, kind, Caller.current().party(), () -> make(type, maker));
    }

    @Override
    public @Nullable ObjectId find(String name, String kind) throws InterruptedException {
        return names.find(name, kind, Caller.current().party());
    }

    @Override
    public boolean forget(String name) throws InterruptedException {
        return names.forget(name);
    }

    @Override
    public List<String> names() {
        return names.all();
    }

    private static @Nullable ClassLoader loader(RemoteSupplier<?> maker) {
        return maker.getClass().getClassLoader();
    }

    @Override
    public int objectCount() {
        return objects.size() - ROOTS;
    }

    @Override
    public byte[] batch(byte[] calls) {
        return new BatchRun(objects, calls).run(true);
    }

    @Override
    public byte[] briefBatch(byte[] calls) {
        return new BatchRun(objects, calls).run(false);
    }

    @Override
    public void ping() {
        // That the answer comes is all that is asked.
    }
}
