package dev.procession.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.testing.Await;
import java.util.Iterator;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Row O3: how far a source is read ahead, and by whom. */
@Timeout(60)
class ReadAheadTest {

    private static final String THREAD = "procession-ahead-source";

    private final AtomicInteger pulled = new AtomicInteger();
    private final Semaphore news = new Semaphore(0);
    private final ReadAhead<Integer> endless =
            reading(Stream.generate(pulled::getAndIncrement).iterator());

    private ReadAhead<Integer> reading(Iterator<Integer> source) {
        Supply.Listener listener =
                new Supply.Listener() {
                    @Override
                    public boolean isWanted() {
                        return true;
                    }

                    @Override
                    public void progress() {
                        news.release();
                    }
                };
        return new ReadAhead<>("ahead", source, listener);
    }

    @AfterEach
    void close() {
        endless.close();
        awaitNoReader();
    }

    private static void awaitNoReader() {
        Await.until("the reader has ended", () -> reader() == null);
    }

    private static Thread reader() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(each -> each.getName().equals(THREAD))
                .findFirst()
                .orElse(null);
    }

    /** Looks until there is something to tell. */
    private Supply.Look await(ReadAhead<Integer> ahead) {
        Supply.Look look = ahead.look();
        while (look == Supply.Look.NOTHING_YET) {
            if (ahead.listen()) {
                news.acquireUninterruptibly();
            }
            look = ahead.look();
        }
        return look;
    }

    private int next(ReadAhead<Integer> ahead) {
        assertThat(await(ahead)).isEqualTo(Supply.Look.INPUT);
        return ahead.take();
    }

    private static void awaitFull() {
        Await.until(
                "the reader is out of room",
                () -> reader() != null && reader().getState() == Thread.State.TIMED_WAITING);
    }

    @Test
    void reader_startsAtTheFirstLook() {
        assertThat(reader()).isNull();
        assertThat(pulled).hasValue(0);
        assertThat(next(endless)).isZero();
        assertThat(reader().isDaemon()).isTrue();
    }

    @Test
    void reader_whoseInputsAreTakenSlowly_isFourAheadAndNoMore() {
        await(endless);
        for (int i = 0; i < 100; i++) {
            int taken = i;
            // Half of four must be taken before the reader goes on.
            Await.until("it has read on", () -> pulled.get() - taken >= 3);
            assertThat(pulled.get() - taken).isLessThanOrEqualTo(4);
            assertThat(next(endless)).isEqualTo(i);
        }
    }

    @Test
    void reader_whoseInputsAreTakenFast_getsFarAhead_butNotTooFar() {
        int most = 0;
        for (int i = 0; i < 200_000; i++) {
            assertThat(next(endless)).isEqualTo(i);
            most = Math.max(most, pulled.get() - i - 1);
        }
        assertThat(most).isBetween(8, ReadAhead.MOST);
    }

    @Test
    void end_comesAfterAllInputs_andStays() {
        ReadAhead<Integer> three = reading(IntStream.range(0, 3).iterator());
        for (int i = 0; i < 3; i++) {
            assertThat(next(three)).isEqualTo(i);
        }
        assertThat(await(three)).isEqualTo(Supply.Look.END);
        assertThat(three.look()).isEqualTo(Supply.Look.END);
    }

    @Test
    void errorOfTheSource_comesAfterAllInputs_andStays() {
        Error error = new AssertionError("dry");
        ReadAhead<Integer> bad =
                reading(
                        IntStream.range(0, 4)
                                .peek(i -> {
                                    if (i == 3) {
                                        throw error;
                                    }
                                })
                                .iterator());
        for (int i = 0; i < 3; i++) {
            assertThat(next(bad)).isEqualTo(i);
        }
        assertThatThrownBy(() -> await(bad)).isSameAs(error);
        assertThatThrownBy(bad::look).isSameAs(error);
    }

    @Test
    void reader_thatIsOutOfRoomForLong_ends_andAnotherOneGoesOn() {
        await(endless);
        awaitFull();
        Thread first = reader();
        Await.until("it has ended", () -> !first.isAlive());
        assertThat(reader()).isNull();
        for (int i = 0; i < 20; i++) {
            assertThat(next(endless)).isEqualTo(i);
        }
        assertThat(reader()).isNotNull();
    }

    @Test
    void reader_whoseSourceInterruptsItsThread_goesOn() {
        ReadAhead<Integer> rude =
                reading(
                        IntStream.range(0, 1000)
                                .peek(i -> Thread.currentThread().interrupt())
                                .iterator());
        for (int i = 0; i < 1000; i++) {
            assertThat(next(rude)).isEqualTo(i);
        }
        assertThat(await(rude)).isEqualTo(Supply.Look.END);
    }

    @Test
    void closed_pullsNothingMore() {
        await(endless);
        awaitFull();
        endless.close();
        awaitNoReader();
        assertThat(pulled.get()).isLessThanOrEqualTo(4);
    }
}
