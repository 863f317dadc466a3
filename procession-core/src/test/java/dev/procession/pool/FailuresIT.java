package dev.procession.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.CodecException;
import dev.procession.RemoteException;
import dev.procession.TaskFunction;
import dev.procession.testing.Pid;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** Rows O8 and F5: whatever a task throws, takes or returns, it alone is concerned. */
class FailuresIT {

    static final class OwnException extends Exception {
        private static final long serialVersionUID = 1;
        final int code;

        OwnException(String message, int code, Throwable cause) {
            super(message, cause);
            this.code = code;
        }
    }

    static final class HoldsASocket extends RuntimeException {
        private static final long serialVersionUID = 1;

        @SuppressWarnings("serial")
        final Object socket = new Socket();

        HoldsASocket(String message) {
            super(message);
        }
    }

    static final class OnlyThere extends RuntimeException {
        private static final long serialVersionUID = 1;

        OnlyThere(String message) {
            super(message);
        }

        private void readObject(ObjectInputStream in) throws IOException {
            throw new IOException("cannot be read here");
        }
    }

    static final class HasNoMessage extends RuntimeException {
        private static final long serialVersionUID = 1;

        @Override
        public String getMessage() {
            throw new IllegalStateException("no message for you");
        }
    }

    /** Does something when it is written or read. */
    static final class Hostile implements Serializable {
        private static final long serialVersionUID = 1;
        final String writing;
        final String reading;

        Hostile(String writing, String reading) {
            this.writing = writing;
            this.reading = reading;
        }

        private void writeObject(ObjectOutputStream out) throws IOException {
            out.defaultWriteObject();
            act(writing);
        }

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            act(reading);
        }

        private static void act(String what) {
            switch (what) {
                case "" -> {}
                case "throw" -> throw new IllegalStateException("hostile");
                case "error" -> throw new AssertionError("hostile");
                case "overflow" -> act(what);
                case "exit" -> System.exit(0);
                case "halt" -> Runtime.getRuntime().halt(0);
                default -> throw new IllegalArgumentException(what);
            }
        }
    }

    /** The cause of a failing apply; afterwards the same worker must still answer. */
    private static <A> Throwable cause(TaskFunction<A, ?> function, A argument) {
        try (var pool = ProcessPool.of(1)) {
            pool.apply(x -> x, 1);
            Pid worker = Pools.worker(pool);
            CompletionException thrown = null;
            try {
                pool.apply(function, argument);
            } catch (CompletionException expected) {
                thrown = expected;
            }
            assertThat(thrown).isNotNull();
            assertThat(Pools.answer(pool, x -> Pools.ownPid(), 1)).isEqualTo(worker.number());
            return thrown.getCause();
        }
    }

    // ---- what tasks throw --------------------------------------------------------------------

    @Test
    void O8_exceptionOfItsOwnClass_arrivesWhole() {
        Throwable cause =
                cause(
                        x -> {
                            throw new OwnException("mine", x, new IOException("below"));
                        },
                        42);
        assertThat(cause)
                .isInstanceOfSatisfying(OwnException.class, it -> assertThat(it.code).isEqualTo(42))
                .hasMessage("mine")
                .cause()
                .isInstanceOf(IOException.class)
                .hasMessage("below");
        assertThat(cause.getStackTrace())
                .anyMatch(frame -> frame.getMethodName().contains("arrivesWhole"));
    }

    @Test
    void O8_exceptionThatCannotBeSerialized_arrivesAsItsMirror() {
        Throwable cause =
                cause(
                        x -> {
                            throw new HoldsASocket("with a socket");
                        },
                        1);
        assertThat(cause)
                .isInstanceOfSatisfying(
                        RemoteException.class,
                        it -> {
                            assertThat(it.remoteClassName())
                                    .isEqualTo(HoldsASocket.class.getName());
                            assertThat(it.remoteMessage()).isEqualTo("with a socket");
                        });
        assertThat(cause.getStackTrace())
                .anyMatch(frame -> frame.getMethodName().contains("arrivesAsItsMirror"));
    }

    @Test
    void O8_exceptionThatCannotBeDecodedHere_arrivesAsItsMirror() {
        Throwable cause =
                cause(
                        x -> {
                            throw new OnlyThere("stays there");
                        },
                        1);
        assertThat(cause)
                .isInstanceOfSatisfying(
                        RemoteException.class,
                        it -> {
                            assertThat(it.remoteClassName()).isEqualTo(OnlyThere.class.getName());
                            assertThat(it.remoteMessage()).isEqualTo("stays there");
                        });
    }

    @Test
    void O8_exceptionWithoutAMessage_arrives() {
        assertThat(
                        cause(
                                x -> {
                                    throw new HasNoMessage();
                                },
                                1))
                .isInstanceOfAny(HasNoMessage.class, RemoteException.class);
    }

    @Test
    void O8_helpfulMessageOfANullPointerException_arrives() {
        Throwable cause = cause(x -> new int[][] {null}[0][x], 1);
        assertThat(cause)
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("because")
                .hasMessageContaining("is null");
    }

    @Test
    void O8_errors_arriveLikeExceptions() {
        assertThat(
                        cause(
                                x -> {
                                    throw new AssertionError("an error");
                                },
                                1))
                .isInstanceOf(AssertionError.class)
                .hasMessage("an error");
        assertThat(cause(x -> Class.forName("no.such.Thing"), 1))
                .isInstanceOf(ClassNotFoundException.class);
    }

    // ---- what tasks take and return ----------------------------------------------------------

    record Holder(String name, Object held) implements Serializable {}

    @Test
    void O8_unserializableArgument_failsInTheCaller_andNamesTheField() {
        try (var pool = ProcessPool.of(1)) {
            assertThatThrownBy(() -> pool.apply(x -> 1, new Holder("n", new Socket())))
                    .isInstanceOf(CodecException.class)
                    .hasMessageContaining("argument")
                    .hasMessageContaining("held");
            Socket socket = new Socket();
            assertThatThrownBy(() -> pool.submit(() -> socket.isBound()))
                    .isInstanceOf(CodecException.class)
                    .hasMessageContaining("java.net.Socket");
            assertThat(pool.workersStarted()).isZero();
        }
    }

    @Test
    void O8_unserializableResult_isAnException_andNamesTheField() {
        assertThat(cause(x -> new Holder("n", new Socket()), 1))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("result")
                .hasMessageContaining("held");
    }

    @Test
    void F5_resultThatFailsWhileEncoded_costsItsTask() {
        for (String how : List.of("throw", "error", "overflow")) {
            assertThat(cause(x -> new Hostile(how, ""), 1))
                    .as(how)
                    .isInstanceOf(CodecException.class);
        }
    }

    @Test
    void F5_resultThatFailsWhileDecodedHere_costsItsTask() {
        for (String how : List.of("throw", "error", "overflow")) {
            assertThat(cause(x -> new Hostile("", how), 1))
                    .as(how)
                    .isInstanceOf(CodecException.class);
        }
    }

    @Test
    void F5_resultThatFailsWhileDecodedHere_completesItsFutureAndItsOutcome() throws Exception {
        try (var pool = ProcessPool.of(1)) {
            for (String how : List.of("throw", "error", "overflow")) {
                assertThat(Pools.failure(pool.submit(() -> new Hostile("", how))))
                        .isInstanceOf(CodecException.class);
                try (var outcomes = pool.outcomes(x -> new Hostile("", x), List.of(how, ""))) {
                    List<Outcome<String, Hostile>> all = outcomes.toList();
                    assertThat(all.get(0)).isInstanceOf(Outcome.Failed.class);
                    assertThat(all.get(1)).isInstanceOf(Outcome.Ok.class);
                }
            }
        }
    }

    @Test
    void F5_argumentThatFailsWhileDecodedThere_costsItsTask() {
        for (String how : List.of("throw", "error", "overflow")) {
            assertThat(cause(x -> 1, new Hostile("", how)))
                    .as(how)
                    .isInstanceOf(CodecException.class);
        }
    }

    @Test
    void F5_functionThatFailsWhileDecodedThere_costsItsTasks() {
        Hostile captured = new Hostile("", "throw");
        try (var pool = ProcessPool.of(1)) {
            for (int i = 0; i < 70; i++) {
                // Fills the places of all functions, so that a wrong one would answer.
                int n = i;
                pool.apply(x -> x + n, 1);
            }
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> pool.apply(x -> captured.reading, 1))
                        .isInstanceOf(CompletionException.class)
                        .hasCauseInstanceOf(CodecException.class);
            }
            try (var outcomes = pool.outcomes(x -> captured.reading, List.of(1, 2, 3))) {
                assertThat(outcomes).allMatch(each -> each instanceof Outcome.Failed);
            }
            assertThat(Pools.answer(pool, x -> x, 5)).isEqualTo(5);
        }
    }
}
