package dev.procession.manager;

import dev.procession.AuthenticationException;
import dev.procession.ExitStatus;
import dev.procession.ManagerUnavailableException;
import dev.procession.connection.AuthenticationKey;
import dev.procession.connection.ConnectionOptions;
import dev.procession.internal.desk.Desk;
import dev.procession.internal.desk.DeskReport;
import dev.procession.internal.desk.Teller;
import dev.procession.internal.launch.Self;
import dev.procession.internal.launch.Session;
import dev.procession.internal.util.Times;
import dev.procession.process.JavaProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A process that has objects for all processes of the session, and if it is {@linkplain #serve
 * served} for other programs as well.
 *
 * {@snippet :
 * try (var manager = ProcessManager.start(); var pool = ProcessPool.of(5)) {
 *     ManagedMap<String, Integer> map = manager.map();
 *     map.put("count", 100);
 *     pool.map(i -> map.merge("count", -1, Integer::sum), range(0, 50));   // exactly 50
 * }
 * }
 *
 * <p>It belongs to the process that has started it, cannot be sent, and ends with that process
 * however it ends. Its objects can be sent. Thread-safe.
 *
 * <p><b>If a peer dies.</b> What a process that dies had of the objects is given back at once. When
 * the manager itself dies its objects are gone: whoever waits for an answer, and whoever calls
 * later, gets a {@link ManagerUnavailableException} at once; if it is stopped, in the time that
 * {@link ManagerOptions#withAnswerTimeout} says.
 *
 * @apiNote Python's {@code multiprocessing.Manager()}
 * @since 0.1
 */
public final class ProcessManager extends Manager {

    private static final AtomicInteger STARTED = new AtomicInteger();

    private final JavaProcess process;

    /** Where other programs connect; null if none may. */
    private volatile @Nullable SocketAddress served;

    private ProcessManager(SessionAddress address, JavaProcess process, Link link) {
        super(address, link);
        this.process = process;
    }

    /**
     * Starts a manager with default options, and waits until it answers.
     *
     * @return the manager
     * @throws UncheckedIOException if the system refuses to start a process
     * @throws ManagerUnavailableException if the process does not begin to answer
     */
    public static ProcessManager start() {
        return start(ManagerOptions.defaults());
    }

    /**
     * Starts a manager, and waits until it answers.
     *
     * @param options how
     * @return the manager
     * @throws UncheckedIOException if the system refuses to start a process
     * @throws ManagerUnavailableException if the process does not begin to answer
     */
    public static ProcessManager start(ManagerOptions options) {
        String given = options.process().name();
        String name = given == null ? nextName() : given;
        SessionAddress address =
                new SessionAddress(
                        name, Session.current().newPath(), Times.nanos(options.answerTimeout()));
        JavaProcess process =
                JavaProcess.start(
                        options.process().withName(name).withDaemon(true),
                        Serving.forCaller(address));
        ProcessManager started =
                new ProcessManager(address, process, Ways.toStarted(address, process));
        try {
            started.root().ping();
            Told.OURS.add(process);
            return started;
        } catch (RuntimeException notThere) {
            started.close();
            throw notThere;
        }
    }

    /** What is told of those that this JVM has started. */
    private static final class Told implements Teller {
        static final Told OURS = new Told();

        private final Set<JavaProcess> all = ConcurrentHashMap.newKeySet();

        void add(JavaProcess manager) {
            all.removeIf(each -> !each.isAlive());
            all.add(manager);
            Desk.tells(this);
        }

        @Override
        public void tell(DeskReport.Builder report) {
            for (JavaProcess each : all) {
                if (each.isAlive()) {
                    report.child(
                            DeskReport.Child.of(each.pid(), each.name(), DeskReport.Role.MANAGER));
                }
            }
        }
    }

    // ---- for other programs ------------------------------------------------------------------

    /**
     * Serves a manager with default options: see {@link #serve(SocketAddress, AuthenticationKey,
     * ManagerOptions)}.
     *
     * @param address where
     * @param key what clients have to know
     * @return the manager
     * @throws IOException if it cannot listen there
     * @throws IllegalArgumentException if the address leads beyond this machine
     */
    public static ProcessManager serve(SocketAddress address, AuthenticationKey key)
            throws IOException {
        return serve(address, key, ManagerOptions.defaults());
    }

    /**
     * Starts a manager that other programs can {@linkplain #connect connect} to, and waits until
     * they can.
     *
     * {@snippet :
     * var key = AuthenticationKey.read(Path.of("service.key"));         // both programs
     *
     * try (var manager = ProcessManager.serve(address, key)) {          // one program
     *     ManagedQueue<String> jobs = manager.named("jobs").queue();
     *     while (true) {
     *         System.out.println(jobs.take());
     *     }
     * }
     *
     * try (var manager = ProcessManager.connect(address, key)) {        // another one
     *     manager.named("jobs").queue().put("wash the dishes");
     * }
     * }
     *
     * <p>It serves from a process of its own, as {@link #start} does and for the same reason: what
     * clients do to it, down to filling its heap, does not touch this program, which goes on using
     * the objects as if they were its own. It ends with this program, or when it is closed. To
     * serve and do nothing else, wait for its end: {@link #awaitEnd}.
     *
     * <p>The address is a {@link java.net.UnixDomainSocketAddress} in a directory that only this
     * user can enter, or a {@link java.net.InetSocketAddress}, port 0 for any that is free. Beyond
     * the loopback {@link ConnectionOptions} have to say TLS, or name plaintext. Clients prove that
     * they know the key, and so does the manager, before anything is decoded; {@link
     * ConnectionOptions} limit how long that may take, how many they are, and how long a message
     * may be.
     *
     * <p><b>Trust.</b> Who has the key may call every object that he can name, make objects, and
     * have values decoded of any class on this program's class path; {@link
     * ConnectionOptions#withStrict} lists those that are admitted. No code comes from clients, and
     * none is fetched for them: see {@link ConnectedManager}.
     *
     * <p><b>If a peer dies.</b> What a client had is given back as soon as the system tells of its
     * end; a client over TCP that is silent for longer than {@linkplain
     * ManagerOptions#withAnswerTimeout the answer timeout} (it is asked for signs of life, and the
     * quarter of the time may come on top) is cut off, as one whose machine has vanished.
     *
     * @param address where
     * @param key what clients have to know
     * @param options how; those of its {@linkplain ManagerOptions#withConnection connections}
     *     included
     * @return the manager, whose {@link #address} has the port that was chosen
     * @throws IOException if somebody listens there already, the host is unknown, or the directory
     *     of a Unix-domain socket is not there or others can enter it
     * @throws IllegalArgumentException if the address leads beyond this machine, and the options do
     *     not say how; or they have an {@link javax.net.ssl.SSLContext} that cannot be sent to the
     *     manager's process
     * @throws UncheckedIOException if the system refuses to start a process
     * @throws ManagerUnavailableException if the process does not begin to answer
     * @apiNote Python's {@code BaseManager(address, authkey).start()}. That serves wherever it is
     *     told to, unencrypted, and unpickles whatever clients send.
     */
    public static ProcessManager serve(
            SocketAddress address, AuthenticationKey key, ManagerOptions options)
            throws IOException {
        Objects.requireNonNull(key, "key");
        SocketPlace place = SocketPlace.of(address);
        if (!options.connection().canTravel()) {
            throw new IllegalArgumentException(
                    "the manager listens in a process of its own, where an SSLContext cannot be"
                            + " sent; give ConnectionOptions.withTls a function that makes it");
        }
        ProcessManager started = start(options);
        boolean isOpen = false;
        try {
            started.open(place, key, options);
            isOpen = true;
            return started;
        } finally {
            if (!isOpen) {
                started.close();
            }
        }
    }

    private void open(SocketPlace place, AuthenticationKey key, ManagerOptions options)
            throws IOException {
        served =
                handle(DoorOps.class, ObjectId.DOOR)
                        .open(
                                place,
                                key,
                                options.connection(),
                                Times.nanos(options.answerTimeout()))
                        .address();
    }

    /**
     * Connects with default options: see {@link #connect(SocketAddress, AuthenticationKey,
     * ManagerOptions)}.
     *
     * @param address where
     * @param key what the manager knows, too
     * @return the manager
     * @throws IOException if nobody listens there, or he does not answer in time
     * @throws AuthenticationException if whoever listens does not know the key
     * @throws IllegalArgumentException if the address leads beyond this machine
     * @throws InterruptedException if the thread is interrupted
     */
    public static ConnectedManager connect(SocketAddress address, AuthenticationKey key)
            throws IOException, InterruptedException {
        return connect(address, key, ManagerOptions.defaults());
    }

    /**
     * Connects to a manager that another program {@linkplain #serve serves}.
     *
     * @param address where
     * @param key what the manager knows, too
     * @param options how long it may take to answer, and how to connect
     * @return the manager
     * @throws IOException if nobody listens there, he has no room, does not answer in time, or is
     *     no manager
     * @throws AuthenticationException if whoever listens does not know the key
     * @throws IllegalArgumentException if the address leads beyond this machine, and the options do
     *     not say how
     * @throws InterruptedException if the thread is interrupted
     * @apiNote Python's {@code BaseManager(address, authkey).connect()}
     */
    public static ConnectedManager connect(
            SocketAddress address, AuthenticationKey key, ManagerOptions options)
            throws IOException, InterruptedException {
        return ConnectedManager.connect(address, key, options);
    }

    /**
     * Returns where other programs connect.
     *
     * @return the address, with the port that was chosen
     * @throws IllegalStateException if the manager was started for this session only
     */
    public SocketAddress address() {
        SocketAddress known = served;
        if (known == null) {
            throw new IllegalStateException(
                    "the manager is for this session only; ProcessManager.serve starts one that"
                            + " other programs connect to");
        }
        return known;
    }

    // ---- the process -------------------------------------------------------------------------

    private static String nextName() {
        String name = "Manager-" + STARTED.incrementAndGet();
        return Self.parentName() == null ? name : Self.name() + ":" + name;
    }

    /**
     * Returns the name of the process.
     *
     * @return {@code Manager-1} and so on, unless another was given
     */
    public String name() {
        return process.name();
    }

    /**
     * Returns the process id.
     *
     * @return the pid; still readable after the end
     */
    public long pid() {
        return process.pid();
    }

    /**
     * Returns how the process stands.
     *
     * @return {@link ExitStatus#running()} or how it ended
     */
    public ExitStatus exitStatus() {
        return process.exitStatus();
    }

    /**
     * Waits until the manager has ended: because it was closed, or by itself.
     *
     * @return how it ended
     * @throws InterruptedException if the thread is interrupted
     */
    public ExitStatus awaitEnd() throws InterruptedException {
        process.join();
        return process.exitStatus();
    }

    @Override
    public String toString() {
        return "ProcessManager[" + name() + ", pid=" + pid() + ", " + exitStatus() + "]";
    }

    /**
     * Ends the manager and all its objects. Whoever waits for it, in any process, is told.
     * Idempotent.
     *
     * <p><b>Blocking.</b> Until the process has ended: two seconds, if it does not by itself.
     */
    @Override
    public void close() {
        Ways.forget(place());
        process.close();
        try {
            Files.deleteIfExists(Path.of(place().place()));
        } catch (IOException failure) {
            System.getLogger("dev.procession")
                    .log(System.Logger.Level.DEBUG, "deleting a manager's socket", failure);
        }
    }
}
