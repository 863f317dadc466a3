package dev.procession.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Row S5: the verbs of shared numbers, within one process. */
class SharedNumbersTest {

    @Test
    void S5_aLong_hasTheVerbsOfAtomicLong() {
        try (SharedLong number = SharedLong.create()) {
            assertThat(number.get()).isZero();
            number.set(Long.MAX_VALUE);
            assertThat(number.incrementAndGet()).isEqualTo(Long.MIN_VALUE);
            assertThat(number.decrementAndGet()).isEqualTo(Long.MAX_VALUE);
            assertThat(number.getAndSet(5)).isEqualTo(Long.MAX_VALUE);
            assertThat(number.compareAndSet(4, 9)).isFalse();
            assertThat(number.compareAndSet(5, 6)).isTrue();
            assertThat(number.getAndAdd(10)).isEqualTo(6);
            assertThat(number.addAndGet(-20)).isEqualTo(-4);
            assertThat(number.getAndIncrement()).isEqualTo(-4);
            assertThat(number.getAndDecrement()).isEqualTo(-3);
            assertThat(number.updateAndGet(x -> x * x)).isEqualTo(16);
            assertThat(number.getAndUpdate(x -> x + 1)).isEqualTo(16);
            assertThat(number.accumulateAndGet(100, Math::max)).isEqualTo(100);
            assertThat(number.getAndAccumulate(1, Math::min)).isEqualTo(100);
            assertThat(number.getPlain()).isEqualTo(1);
            number.setRelease(2);
            assertThat(number.getAcquire()).isEqualTo(2);
            number.setPlain(3);
            assertThat(number).hasToString("3");
        }
    }

    @Test
    void S5_anInt_hasTheVerbsOfAtomicInteger() {
        try (SharedInt number = SharedInt.create(Integer.MAX_VALUE)) {
            assertThat(number.incrementAndGet()).isEqualTo(Integer.MIN_VALUE);
            assertThat(number.decrementAndGet()).isEqualTo(Integer.MAX_VALUE);
            assertThat(number.getAndSet(5)).isEqualTo(Integer.MAX_VALUE);
            assertThat(number.compareAndSet(4, 9)).isFalse();
            assertThat(number.compareAndSet(5, 6)).isTrue();
            assertThat(number.getAndAdd(10)).isEqualTo(6);
            assertThat(number.addAndGet(-20)).isEqualTo(-4);
            assertThat(number.getAndIncrement()).isEqualTo(-4);
            assertThat(number.getAndDecrement()).isEqualTo(-3);
            assertThat(number.updateAndGet(x -> x * x)).isEqualTo(16);
            assertThat(number.getAndUpdate(x -> x + 1)).isEqualTo(16);
            assertThat(number.accumulateAndGet(100, Math::max)).isEqualTo(100);
            assertThat(number.getAndAccumulate(1, Math::min)).isEqualTo(100);
            assertThat(number.getPlain()).isEqualTo(1);
            number.setRelease(2);
            assertThat(number.getAcquire()).isEqualTo(2);
            number.set(4);
            number.setPlain(3);
            assertThat(number.get()).isEqualTo(3);
            assertThat(number).hasToString("3");
        }
    }

    @Test
    void S5_aBoolean_hasTheVerbsOfAtomicBoolean() {
        try (SharedBoolean flag = SharedBoolean.create();
                SharedBoolean other = SharedBoolean.create(true)) {
            assertThat(flag.get()).isFalse();
            assertThat(other.get()).isTrue();
            assertThat(flag.compareAndSet(true, false)).isFalse();
            assertThat(flag.compareAndSet(false, true)).isTrue();
            assertThat(flag.getAndSet(false)).isTrue();
            flag.set(true);
            assertThat(flag.getPlain()).isTrue();
            flag.setRelease(false);
            assertThat(flag.getAcquire()).isFalse();
            flag.setPlain(true);
            assertThat(flag).hasToString("true").isNotEqualTo(other);
        }
    }

    @Test
    void S5_aDouble_isComparedByItsBits() {
        try (SharedDouble number = SharedDouble.create(0.5);
                SharedDouble zero = SharedDouble.create()) {
            assertThat(number.get()).isEqualTo(0.5);
            assertThat(number.addAndGet(0.25)).isEqualTo(0.75);
            assertThat(number.getAndAdd(0.25)).isEqualTo(0.75);
            assertThat(number.getAndSet(-0.0)).isEqualTo(1.0);
            assertThat(number.compareAndSet(0.0, 1.0)).isFalse();
            assertThat(number.compareAndSet(-0.0, Double.NaN)).isTrue();
            assertThat(number.compareAndSet(Double.NaN, 2.0)).isTrue();
            assertThat(number.updateAndGet(x -> x * 2)).isEqualTo(4.0);
            assertThat(number.getAndUpdate(x -> x / 8)).isEqualTo(4.0);
            assertThat(number.accumulateAndGet(7, Math::max)).isEqualTo(7.0);
            assertThat(number.getAndAccumulate(1, Math::min)).isEqualTo(7.0);
            assertThat(number.getPlain()).isEqualTo(1.0);
            number.setRelease(Double.MIN_VALUE);
            assertThat(number.getAcquire()).isEqualTo(Double.MIN_VALUE);
            number.setPlain(1e300);
            assertThat(number).hasToString("1.0E300");
            number.set(-1);
            assertThat(number.get()).isEqualTo(-1);
            assertThat(zero.get()).isZero();
        }
    }

    @Test
    void S5_numbersOfOneSegment_doNotTouchEachOther() {
        List<SharedInt> ints =
                java.util.stream.IntStream.range(0, 2000).mapToObj(SharedInt::create).toList();
        ints.forEach(each -> each.set(~each.get()));
        for (int i = 0; i < ints.size(); i++) {
            assertThat(ints.get(i).get()).isEqualTo(~i);
        }
        ints.forEach(SharedInt::close);
    }

    @Test
    void S5_closed_saysSoAndKeepsItsText() {
        SharedLong number = SharedLong.create(7);
        number.close();
        number.close();
        assertThatThrownBy(number::incrementAndGet)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the shared long was closed");
        assertThat(number).hasToString("7");
    }
}
