package dev.procession.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Code of users that fails in decoding costs that value only. */
class HostileReadTest {

    static Throwable failure;

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneak(Throwable thrown) throws T {
        throw (T) thrown;
    }

    static final class Reading implements Serializable {
        private static final long serialVersionUID = 1;

        private void readObject(ObjectInputStream in) throws IOException {
            HostileReadTest.<RuntimeException>sneak(failure);
        }
    }

    static final class Resolving implements Serializable {
        private static final long serialVersionUID = 1;

        private Object readResolve() {
            HostileReadTest.<RuntimeException>sneak(failure);
            return this;
        }
    }

    record Creating(int x) implements Serializable {
        Creating {
            if (failure != null) {
                HostileReadTest.<RuntimeException>sneak(failure);
            }
        }
    }

    record Key(int x) implements Serializable {
        @Override
        public int hashCode() {
            if (failure != null) {
                HostileReadTest.<RuntimeException>sneak(failure);
            }
            return x;
        }
    }

    @Test
    void anyThrowable_becomesCodecExceptionWithThatCause() {
        for (Object value :
                List.of(
                        new Reading(),
                        new Resolving(),
                        created(),
                        new java.util.HashSet<>(List.of(key())))) {
            byte[] bytes = encodeQuietly(value);
            for (Throwable each :
                    List.of(
                            new IllegalStateException("boom"),
                            new IOException("boom"),
                            new Exception("boom"),
                            new AssertionError("boom"),
                            new NoClassDefFoundError("boom"),
                            new StackOverflowError("boom"),
                            new InternalError("boom"))) {
                failure = each;
                assertThat(Trips.failure(bytes))
                        .hasMessageMatching("argument.*" + each.getClass().getName() + ": boom")
                        .hasCause(each);
            }
            failure = new OutOfMemoryError("simulated");
            assertThatThrownBy(() -> Trips.decode(bytes)).isSameAs(failure);
        }
    }

    private static byte[] encodeQuietly(Object value) {
        failure = null;
        return Trips.encode(value);
    }

    private static Object created() {
        failure = null;
        return new Creating(1);
    }

    private static Object key() {
        failure = null;
        return new Key(1);
    }
}
