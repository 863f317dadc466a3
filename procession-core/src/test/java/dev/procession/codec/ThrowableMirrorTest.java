package dev.procession.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.RemoteException;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An exception always arrives: itself if it can, else its mirror. */
class ThrowableMirrorTest {

    static final class Unserializable extends Exception {
        private static final long serialVersionUID = 1;
        final transient int dropped = 1;
        final Object socket = new Socket();

        Unserializable(String message, Throwable cause) {
            super(message, cause);
        }
    }

    static final class Nasty extends RuntimeException {
        private static final long serialVersionUID = 1;
        final Object socket = new Socket();

        @Override
        public String getMessage() {
            throw new StackOverflowError();
        }

        @Override
        public StackTraceElement[] getStackTrace() {
            throw new IllegalStateException();
        }

        @Override
        public synchronized Throwable getCause() {
            throw new AssertionError();
        }
    }

    /** Serializable, and a trap for whoever prints it. */
    static final class Mute extends RuntimeException {
        private static final long serialVersionUID = 1;

        @Override
        public String getMessage() {
            throw new IllegalStateException("no message for you");
        }
    }

    /** Has a new cause whenever it is asked. */
    static final class Endless extends RuntimeException {
        private static final long serialVersionUID = 1;

        @Override
        public synchronized Throwable getCause() {
            return new Endless();
        }
    }

    static final class Big extends RuntimeException {
        private static final long serialVersionUID = 1;
        final List<byte[]> graph = new ArrayList<>();

        Big() {
            for (int i = 0; i < 100; i++) {
                graph.add(new byte[1 << 20]);
            }
        }
    }

    static final class BadReader extends RuntimeException {
        private static final long serialVersionUID = 1;

        private void readObject(java.io.ObjectInputStream in) {
            throw new AssertionError("reader");
        }
    }

    private static final CodecContext CONTEXT =
            CodecContext.of(ThrowableMirrorTest.class.getClassLoader(), "result");

    private static int lastSize;

    private static Throwable trip(Throwable exception) {
        return trip(exception, 16 << 20);
    }

    private static Throwable trip(Throwable exception, int maxBytes) {
        Sink sink = new Sink(maxBytes);
        sink.putByte(7);
        ThrowableMirror.encode(exception, sink, CONTEXT);
        lastSize = sink.size();
        sink.putByte(8);
        Source source = new Source();
        source.wrap(sink.array(), 1, sink.size() - 1);
        Throwable arrived = ThrowableMirror.decode(source, CONTEXT);
        assertThat(source.getByte()).isEqualTo((byte) 8);
        return arrived;
    }

    @Test
    void serializable_arrivesItselfWithFrames() {
        IOException cause = new IOException("cause");
        IllegalStateException sent = new IllegalStateException("sent", cause);
        sent.addSuppressed(new Exception("suppressed"));
        Throwable arrived = trip(sent);
        assertThat(arrived).isExactlyInstanceOf(IllegalStateException.class).hasMessage("sent");
        assertThat(arrived.getStackTrace()).isEqualTo(sent.getStackTrace());
        assertThat(arrived.getCause()).isExactlyInstanceOf(IOException.class).hasMessage("cause");
        assertThat(arrived.getSuppressed()[0]).hasMessage("suppressed");
    }

    @Test
    void unserializable_arrivesAsMirror() {
        Exception sent = new Unserializable("sent", new IOException("cause"));
        sent.addSuppressed(new Exception("suppressed"));
        RemoteException arrived = (RemoteException) trip(sent);
        assertThat(arrived.remoteClassName()).isEqualTo(Unserializable.class.getName());
        assertThat(arrived.remoteMessage()).isEqualTo("sent");
        assertThat(arrived)
                .hasMessage(
                        Unserializable.class.getName()
                                + ": sent [exception.socket: java.net.Socket is not serializable;"
                                + " make the field transient, or create the object inside the"
                                + " task]");
        assertThat(arrived.getStackTrace()).hasSameSizeAs(sent.getStackTrace());
        assertThat(arrived.getStackTrace()[0]).hasToString(sent.getStackTrace()[0].toString());
        for (int i = 0; i < arrived.getStackTrace().length; i++) {
            assertThat(arrived.getStackTrace()[i]).hasToString(sent.getStackTrace()[i].toString());
        }
        assertThat(arrived.getCause()).hasMessage("java.io.IOException: cause");
        assertThat(arrived.getSuppressed()[0]).hasMessage("java.lang.Exception: suppressed");
    }

    @Test
    void unserializableCause_makesAMirrorOfTheWhole() {
        Throwable arrived = trip(new RuntimeException("outer", new Unserializable("x", null)));
        assertThat(arrived).isInstanceOf(RemoteException.class);
        assertThat(arrived.getMessage())
                .startsWith(
                        "java.lang.RuntimeException: outer [exception.cause.socket:"
                                + " java.net.Socket is not serializable");
    }

    @Test
    void refusedByTheReader_arrivesAsMirrorWithTheReason() {
        RemoteException arrived = (RemoteException) trip(new BadReader());
        assertThat(arrived)
                .hasMessage(
                        BadReader.class.getName()
                                + " [exception cannot be decoded: java.lang.AssertionError:"
                                + " reader]");
        assertThat(arrived.getStackTrace()).isNotEmpty();
    }

    @Test
    void notListedUnderStrict_arrivesAsMirror() {
        Sink sink = new Sink(1 << 20);
        ThrowableMirror.encode(new BadReader(), sink, CONTEXT);
        Source source = new Source();
        source.wrap(sink.array(), 0, sink.size());
        assertThat(ThrowableMirror.decode(source, CONTEXT.strict()))
                .isInstanceOf(RemoteException.class)
                .hasMessageContaining("only listed classes are admitted in strict mode");
    }

    @Test
    @SuppressWarnings("NullAway")
    void helpfulNullPointerMessage_survives() {
        Throwable sent = nullPointer(null);
        Throwable arrived = trip(sent);
        assertThat(arrived).isExactlyInstanceOf(NullPointerException.class);
        assertThat(arrived).hasMessage(sent.getMessage()).hasMessageContaining("String.length()");
        assertThat(arrived.getStackTrace()).isEqualTo(sent.getStackTrace());
        assertThat(trip(new RuntimeException(sent)).getCause()).hasMessage(sent.getMessage());
    }

    private static Throwable nullPointer(String text) {
        try {
            text.length();
            throw new AssertionError();
        } catch (NullPointerException e) {
            return e;
        }
    }

    @Test
    void cyclicCauses_end() {
        Unserializable first = new Unserializable("first", null);
        Exception second = new Exception("second", first);
        first.addSuppressed(second);
        Throwable arrived = trip(first);
        Throwable back = arrived.getSuppressed()[0].getCause();
        assertThat(back)
                .hasMessage(Unserializable.class.getName() + ": first [circular reference]");
        assertThat(back.getCause()).isNull();
    }

    @Test
    void throwingGetters_areNoted() {
        RemoteException arrived = (RemoteException) trip(new Nasty());
        assertThat(arrived.remoteMessage()).isNull();
        assertThat(arrived.getMessage())
                .startsWith(
                        Nasty.class.getName()
                                + " [getMessage() threw java.lang.StackOverflowError,"
                                + " getStackTrace() threw java.lang.IllegalStateException,"
                                + " getCause() threw java.lang.AssertionError, ");
    }

    @Test
    void causeThatCannotBePrinted_makesAMirrorOfTheWhole() {
        Throwable arrived = trip(new IllegalStateException("outer", new Mute()));
        assertThat(arrived).isExactlyInstanceOf(RemoteException.class);
        assertThat(((RemoteException) arrived).remoteMessage()).isEqualTo("outer");
        assertThat(((RemoteException) arrived.getCause()).remoteClassName())
                .isEqualTo(Mute.class.getName());
        assertThat(arrived.getCause())
                .hasMessageContaining("getMessage() threw java.lang.IllegalStateException");
    }

    @Test
    void causesWithoutEnd_makeAMirror() {
        assertThat(trip(new Endless()))
                .isExactlyInstanceOf(RemoteException.class)
                .hasMessageContaining("the original has too many causes");
    }

    @Test
    void bigGraph_isLeftOut() {
        Throwable arrived = trip(new Big());
        assertThat(arrived).isInstanceOf(RemoteException.class);
        assertThat(arrived.getMessage()).contains("the encoded form is too long");
        assertThat(lastSize).isLessThan(100_000);
    }

    @Test
    void longMessageAndManyCauses_areCut() {
        Throwable chain = new Unserializable("x".repeat(1_000_000), null);
        for (int i = 0; i < 1000; i++) {
            chain = new RuntimeException("y".repeat(100_000), chain);
            chain.addSuppressed(new RuntimeException("s"));
        }
        Throwable arrived = trip(chain);
        assertThat(arrived).isInstanceOf(RemoteException.class);
        assertThat(arrived.getMessage()).contains("... (83616 more characters)");
        assertThat(lastSize).isLessThan(1 << 20);
    }

    @Test
    void smallSink_getsWhatFits() {
        Exception sent = new IllegalStateException("m".repeat(200), new IOException("cause"));
        int longest = 0;
        for (int max = 2000; max > 150; max -= 7) {
            Throwable arrived = trip(sent, max);
            longest = Math.max(longest, lastSize);
            String name =
                    arrived instanceof RemoteException remote
                            ? remote.remoteClassName()
                            : arrived.getClass().getName();
            assertThat(name).isEqualTo("java.lang.IllegalStateException");
        }
        Sink full = new Sink(1);
        full.putByte(1);
        ThrowableMirror.encode(sent, full, CONTEXT);
        assertThat(full.size()).isEqualTo(1);
    }

    @Test
    void garbage_givesRemoteException() {
        Source source = new Source();
        source.wrap(new byte[] {9, 9, 9}, 0, 3);
        assertThat(ThrowableMirror.decode(source, CONTEXT))
                .hasMessage(
                        "unknown exception [its encoded form cannot be read: malformed mirror:"
                                + " unknown kind 9]");
    }
}
