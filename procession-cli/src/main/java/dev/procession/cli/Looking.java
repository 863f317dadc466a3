package dev.procession.cli;

import dev.procession.internal.desk.DeskReport;
import dev.procession.internal.desk.Inquiry;
import dev.procession.internal.desk.ProcessSight;
import dev.procession.internal.launch.ChildCommand;
import dev.procession.internal.launch.Sessions;
import dev.procession.internal.launch.StartupCache;
import dev.procession.internal.ring.QueueGlance;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Looks at this user's sessions: what their processes tell, and what the system tells of those that
 * tell nothing. Who does not answer is waited for once, at the same time as all others.
 */
final class Looking {

    /** A JVM may stand still for so long while it collects its garbage. */
    static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final String NO_ANSWER = "does not answer";

    private Looking() {}

    static Seen look() throws IOException, InterruptedException {
        return look(PATIENCE);
    }

    /**
     * Looks once.
     *
     * @param patience how long to wait for answers
     */
    static Seen look(Duration patience) throws IOException, InterruptedException {
        List<Sessions.Found> found = new ArrayList<>(Sessions.all());
        // The command itself is no program to be looked at.
        var self = ProcessHandle.current().pid();
        found.removeIf(each -> each.isLeftBehind() || each.root() == self);
        // Nor is what makes a cache in the background of one.
        found.removeIf(each -> isMaker(each.root()));
        found.sort(Comparator.comparingLong(Sessions.Found::root));
        List<Map<Long, Optional<DeskReport>>> answers = ask(found, patience);
        var all = ProcessSight.all();
        var now = System.nanoTime();
        Map<Long, List<ProcessSight>> below = new HashMap<>();
        new TreeMap<>(all)
                .values()
                .forEach(each ->
                        below.computeIfAbsent(each.parent(), pid -> new ArrayList<>()).add(each));
        // A program that another one has started is shown for itself.
        found.forEach(each ->
                below.values().forEach(list -> list.removeIf(one -> one.pid() == each.root())));
        List<Seen.Session> sessions = new ArrayList<>();
        for (var i = 0; i < found.size(); i++) {
            var root = all.get(found.get(i).root());
            if (root != null) {
                sessions.add(new OneSession(found.get(i), answers.get(i), below).of(root));
            }
        }
        return new Seen(sessions, now);
    }

    private static boolean isMaker(long pid) {
        return ProcessHandle.of(pid).filter(StartupCache::isMaker).isPresent();
    }

    private static List<Map<Long, Optional<DeskReport>>> ask(
            List<Sessions.Found> found, Duration patience)
            throws IOException, InterruptedException {
        List<Future<Map<Long, Optional<DeskReport>>>> asked = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var each : found) {
                Callable<Map<Long, Optional<DeskReport>>> asking =
                        () -> Inquiry.ask(each.directory(), patience);
                asked.add(threads.submit(asking));
            }
        }
        List<Map<Long, Optional<DeskReport>>> answers = new ArrayList<>();
        for (var each : asked) {
            try {
                answers.add(each.get());
            } catch (ExecutionException failure) {
                throw new IOException("a session cannot be asked", failure.getCause());
            }
        }
        return answers;
    }

    /** Puts together what is known of one session. */
    private static final class OneSession {
        private final Sessions.Found found;
        private final Map<Long, Optional<DeskReport>> answers;
        private final Map<Long, List<ProcessSight>> below;
        private final Map<Long, DeskReport.Child> told = new HashMap<>();
        private final List<Seen.Row> rows = new ArrayList<>();
        private final List<Seen.Pool> pools = new ArrayList<>();

        OneSession(
                Sessions.Found found,
                Map<Long, Optional<DeskReport>> answers,
                Map<Long, List<ProcessSight>> below) {
            this.found = found;
            this.answers = answers;
            this.below = below;
        }

        Seen.Session of(ProcessSight root) {
            for (var answer : answers.values()) {
                answer.ifPresent(this::take);
            }
            add(root, 0);
            return new Seen.Session(
                    found.directory(),
                    found.root(),
                    List.copyOf(rows),
                    List.copyOf(pools),
                    QueueGlance.all(found.directory(), found.root()));
        }

        private void take(DeskReport report) {
            report.children().forEach(each -> told.put(each.pid(), each));
            report.pools().forEach(each -> pools.add(new Seen.Pool(report.pid(), each)));
        }

        private void add(ProcessSight process, int depth) {
            rows.add(row(process, depth));
            for (var each : below.getOrDefault(process.pid(), List.of())) {
                if (!StartupCache.isMaker(each.handle())) {
                    add(each, depth + 1);
                }
            }
        }

        private Seen.Row row(ProcessSight process, int depth) {
            var child = told.get(process.pid());
            var isRoot = process.pid() == found.root();
            return new Seen.Row(
                    process,
                    found.directory(),
                    depth,
                    child,
                    name(process, child, isRoot),
                    role(process, child, isRoot),
                    process.residentBytes(),
                    child == null || child.role() != DeskReport.Role.WORKER
                            ? what(process)
                            : child.task(),
                    note(process, child));
        }

        private String name(
                ProcessSight process, DeskReport.@Nullable Child child, boolean isRoot) {
            var answer = answers.getOrDefault(process.pid(), Optional.empty());
            if (answer.isPresent()) {
                return answer.get().name();
            }
            if (child != null) {
                return child.name();
            }
            if (isRoot) {
                return "MainProcess";
            }
            var ours = process.ours();
            return ours == null || ours.name().isEmpty() ? process.command() : ours.name();
        }

        private static String role(
                ProcessSight process, DeskReport.@Nullable Child child, boolean isRoot) {
            if (child != null) {
                return child.role().name().toLowerCase(Locale.ROOT);
            }
            if (isRoot) {
                return "main";
            }
            var ours = process.ours();
            return ours == null ? "command" : ours.kind().name().toLowerCase(Locale.ROOT);
        }

        private String note(ProcessSight process, DeskReport.@Nullable Child child) {
            var answer = answers.get(process.pid());
            if (answer != null && answer.isEmpty()) {
                return NO_ANSWER;
            }
            // The owner of one that it says nothing of has just begun, or does not answer.
            var isToldOf =
                    process.ours() != null && process.ours().kind() == ChildCommand.Kind.CHILD;
            return child == null && isToldOf ? "not told of by its parent" : "";
        }
    }

    /** What a process was started as: the program of a JVM, and of others their command. */
    private static String what(ProcessSight process) {
        var arguments = process.handle().info().arguments().orElse(new String[0]);
        return process.ours() != null ? "" : CommandText.of(process.command(), arguments);
    }
}
