package dev.procession.internal.monitor;

import dev.procession.internal.launch.Session;
import dev.procession.internal.util.Shortage;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Questions of one process of the session to another, for what is asked seldom and by people: who
 * waits for what. And a bell, by which one has another look after what it has in shared memory.
 *
 * <p>Question and answer are files of the session's directory, each moved to its name when it is
 * complete; words of the table of processes tell that one is there. Who asks takes both away, the
 * question first, whether it was answered or not; an answer whose question is gone by then is taken
 * away by who wrote it. Files of those who died meanwhile go with the session.
 */
public final class Mailbox {

    private static final ProcessTable TABLE = ProcessTable.current();
    private static final AtomicLong NUMBERS = new AtomicLong();

    private Mailbox() {}

    /** Answers questions; on a thread of its own. */
    @FunctionalInterface
    public interface Answerer {
        /** Returns the answer to a question of another process of the session. */
        byte[] answer(byte[] question);

        /** Does what can be asked for without a question, as {@link Mailbox#ring} does. */
        default void rung() {}
    }

    /**
     * Has this process answer questions from now on.
     *
     * @throws IOException if there is no thread for that
     */
    public static void open(Answerer answerer) throws IOException {
        Thread thread = new Thread(null, () -> serve(answerer), "procession-answers", 256 << 10);
        thread.setDaemon(true);
        Shortage.start(thread);
        TABLE.asked(TABLE.self()).prepare();
    }

    private static void serve(Answerer answerer) {
        EventWord asked = TABLE.asked(TABLE.self());
        while (true) {
            int prepared = asked.prepare();
            try {
                answerer.rung();
                answerAll(answerer);
            } catch (IOException | RuntimeException | Error failure) {
                // It goes on answering: also when there was no memory for a moment.
                System.getLogger("dev.procession")
                        .log(System.Logger.Level.DEBUG, "answering another process", failure);
            }
            asked.sleepLong(prepared);
        }
    }

    private static void answerAll(Answerer answerer) throws IOException {
        try (DirectoryStream<Path> questions =
                Files.newDirectoryStream(
                        Session.current().path("."), "ask-" + TABLE.self() + "-*")) {
            for (Path question : questions) {
                answer(question, answerer);
            }
        }
    }

    private static void answer(Path question, Answerer answerer) throws IOException {
        byte[] asked = read(question);
        if (asked == null) {
            return;
        }
        String name = question.getFileName().toString();
        Path answer = Session.current().path("answer" + name);
        write(answer, answerer.answer(asked));
        if (!Files.deleteIfExists(question)) {
            // Who asked does not wait any more, and may have looked for an answer before this one.
            Files.deleteIfExists(answer);
            return;
        }
        int asker = Integer.parseInt(name.split("-", -1)[2]);
        if (!TABLE.isReplaced(asker)) {
            TABLE.answered(asker).ring();
        }
    }

    /**
     * Has another process of the session do what its answerer does when {@link Answerer#rung}; does
     * not wait for that.
     *
     * @param peer its number; nothing happens if it has ended or answers no questions
     */
    public static void ring(int peer) {
        if (!TABLE.isReplaced(peer) && TABLE.takesQuestions(peer)) {
            TABLE.asked(peer).ringAnyway();
        }
    }

    /** Tells whether a process takes questions; one that does not will never answer. */
    public static boolean isOpen(int peer) {
        return !TABLE.isReplaced(peer) && TABLE.takesQuestions(peer);
    }

    private static void write(Path path, byte[] bytes) throws IOException {
        Path unfinished = Session.current().newPath();
        Files.write(unfinished, bytes);
        Files.move(unfinished, path, StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * Asks another process of the session.
     *
     * @param peer its number
     * @param question what
     * @param patience how long to wait for the answer
     * @return the answer; null if it has ended, is stopped, or answers no questions, which is known
     *     at once
     * @throws IOException if the session's directory is full or gone
     * @throws InterruptedException if the thread is interrupted
     */
    public static byte @Nullable [] ask(int peer, byte[] question, Duration patience)
            throws IOException, InterruptedException {
        if (!TABLE.takesQuestions(peer)) {
            return null;
        }
        String name = "ask-" + peer + "-" + TABLE.self() + "-" + NUMBERS.incrementAndGet();
        Path asking = Session.current().path(name);
        Path answer = Session.current().path("answer" + name);
        EventWord answered = TABLE.answered(TABLE.self());
        long end = System.nanoTime() + patience.toNanos();
        write(asking, question);
        try {
            TABLE.asked(peer).ring();
            long left = patience.toNanos();
            while (left > 0 && !TABLE.isDead(peer)) {
                int prepared = answered.prepare();
                byte[] found = read(answer);
                if (found != null) {
                    return found;
                }
                answered.sleep(prepared, left);
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                left = end - System.nanoTime();
            }
            return read(answer);
        } finally {
            Files.deleteIfExists(asking);
            Files.deleteIfExists(answer);
        }
    }

    /** Null if there is no such file: no answer yet, or a question that was taken back. */
    private static byte @Nullable [] read(Path file) throws IOException {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException none) {
            return null;
        }
    }
}
