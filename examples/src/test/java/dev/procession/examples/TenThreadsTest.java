package dev.procession.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TenThreadsTest {

    @Test
    void eachHasItsArgumentAndItsName() throws Exception {
        var run = Examples.run(TenThreads.class);
        assertThat(run.lines()).first().asString().matches("this is the thread main, id \\d+");
        assertThat(run.lines())
                .element(1)
                .isEqualTo(
                        "10 threads are at work: "
                                + IntStream.range(0, 10).mapToObj(i -> "square-" + i).toList());
        assertThat(run.lines().subList(2, 12))
                .extracting(line -> line.replaceFirst(", id \\d+", ""))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 10)
                                .mapToObj(i -> "square-" + i + ": " + i * i)
                                .toList());
        assertThat(run.lines()).hasSize(13).last().isEqualTo("0 threads are at work");
        assertThat(run.status()).isZero();
    }
}
