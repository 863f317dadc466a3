package dev.procession.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ForkTwiceTest {

    @Test
    void P9_bothGoOn_eachWithItsOwn() throws Exception {
        var run = Examples.run(ForkTwice.class);
        assertThat(run.lines()).hasSize(4);
        var first = Pattern.compile("child: I am (\\d+), my parent is (\\d+)").matcher("");
        assertThat(first.reset(run.lines().getFirst()).matches()).isTrue();
        assertThat(run.lines().subList(1, 4))
                .containsExactly(
                        "child: copied, and count is 8",
                        "parent: I am " + first.group(2) + ", my child was " + first.group(1),
                        "parent: count is 7");
        assertThat(run.status()).isZero();
    }
}
