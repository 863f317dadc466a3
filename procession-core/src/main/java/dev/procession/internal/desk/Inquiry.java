package dev.procession.internal.desk;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks at the {@link Desk}s of a session, from outside of it. */
public final class Inquiry {

    private static final Pattern DESK = Pattern.compile(".*-" + Desk.NAME + "(\\d{1,18})");
    private static final long MOST_BYTES = 64 << 20;
    private static final long LOOK_MILLIS = 2;

    private static final AtomicLong NUMBERS = new AtomicLong();

    private Inquiry() {}

    /** A question that was put, and what files there are for that. */
    private record Asked(Path desk, Path question, Path answer) {}

    /**
     * Asks at all of a session's desks at the same time.
     *
     * @param directory the session's
     * @param patience how long to wait for all answers
     * @return for the pid of each JVM that has a desk, what it told; empty if it does not answer;
     *     one whose desk closes meanwhile is not among them
     * @throws IOException if the directory cannot be read, or questions cannot be written there
     * @throws InterruptedException if the thread is interrupted
     */
    public static Map<Long, Optional<DeskReport>> ask(Path directory, Duration patience)
            throws IOException, InterruptedException {
        Map<Long, Asked> asked = new HashMap<>();
        try {
            for (Map.Entry<Long, Path> desk : desks(directory).entrySet()) {
                put(desk.getValue()).ifPresent(each -> asked.put(desk.getKey(), each));
            }
            return await(asked, System.nanoTime() + patience.toNanos());
        } finally {
            for (Asked each : asked.values()) {
                // In this order: then whoever answers meanwhile takes the answer away.
                Files.deleteIfExists(each.question());
                Files.deleteIfExists(each.answer());
            }
        }
    }

    private static Map<Long, Path> desks(Path directory) throws IOException {
        Map<Long, Path> found = new HashMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path each : files) {
                Matcher name = DESK.matcher(each.getFileName().toString());
                if (name.matches()) {
                    found.put(Long.parseLong(name.group(1)), each);
                }
            }
        } catch (NoSuchFileException sessionHasEnded) {
            return Map.of();
        } catch (DirectoryIteratorException unreadable) {
            throw unreadable.getCause();
        }
        return found;
    }

    /** Empty if the desk has closed meanwhile. */
    private static Optional<Asked> put(Path desk) throws IOException {
        String number = ProcessHandle.current().pid() + "-" + NUMBERS.incrementAndGet();
        Path question = desk.resolveSibling(desk.getFileName() + Desk.ASKED + number);
        Path answer = desk.resolveSibling(desk.getFileName() + Desk.TOLD + number);
        boolean isAsked = false;
        try {
            Files.createFile(question);
            ring(desk);
            isAsked = true;
            return Optional.of(new Asked(desk, question, answer));
        } catch (NoSuchFileException closed) {
            return Optional.empty();
        } finally {
            if (!isAsked) {
                Files.deleteIfExists(question);
            }
        }
    }

    /** Not twice: the pipe of a process that is stopped would be full in the end. */
    private static void ring(Path desk) throws IOException {
        // In this order: a pipe that nobody else has open would keep a reader waiting.
        try (FileChannel bell =
                        FileChannel.open(desk, StandardOpenOption.READ, StandardOpenOption.WRITE);
                FileInputStream look = new FileInputStream(desk.toFile())) {
            if (look.available() == 0) {
                bell.write(ByteBuffer.wrap(new byte[] {1}));
            }
        }
    }

    private static Map<Long, Optional<DeskReport>> await(Map<Long, Asked> asked, long deadline)
            throws InterruptedException {
        Map<Long, Optional<DeskReport>> answers = new HashMap<>();
        Map<Long, Asked> waiting = new HashMap<>(asked);
        while (!waiting.isEmpty() && System.nanoTime() < deadline) {
            waiting.values().removeIf(Inquiry::isClosed);
            waiting.forEach((pid, each) -> {
                if (Files.exists(each.answer())) {
                    answers.put(pid, read(each.answer()));
                }
            });
            waiting.keySet().removeAll(answers.keySet());
            if (!waiting.isEmpty()) {
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            }
        }
        waiting.keySet().forEach(pid -> answers.put(pid, Optional.empty()));
        return answers;
    }

    private static boolean isClosed(Asked asked) {
        return !Files.exists(asked.desk()) && !Files.exists(asked.answer());
    }

    private static Optional<DeskReport> read(Path answer) {
        try {
            long bytes = Files.size(answer);
            if (bytes > MOST_BYTES) {
                throw new IOException("impossible length of an answer: bytes=" + bytes);
            }
            return Optional.of(DeskReport.decode(Files.readAllBytes(answer)));
        } catch (IOException nonsense) {
            System.getLogger("dev.procession")
                    .log(System.Logger.Level.DEBUG, "no answer: " + answer, nonsense);
            return Optional.empty();
        }
    }
}
