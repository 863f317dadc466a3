package dev.procession.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ParentAndChildTest {

    @Test
    void bothTellTheSamePids() throws Exception {
        var run = Examples.run(ParentAndChild.class);
        assertThat(run.status()).isZero();
        assertThat(run.lines()).hasSize(3);
        var first = Pattern.compile("child: I am (\\d+), my parent is (\\d+)").matcher("");
        assertThat(first.reset(run.lines().getFirst()).matches()).isTrue();
        assertThat(run.lines().subList(1, 3))
                .containsExactly(
                        "child: my parent's name is MainProcess",
                        "parent: I am " + first.group(2) + ", my child was " + first.group(1));
    }
}
