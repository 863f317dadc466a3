package dev.procession.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OneLineChangesTest {

    @Test
    void O12_theSameOnBoth() throws Exception {
        var same =
                List.of(
                        "[1, 2, 4]",
                        "1 is 1",
                        "2 is 2",
                        "three: For input string: \"three\"",
                        "4 is 4");
        List<String> expected = new ArrayList<>(same);
        expected.add("all in this process");
        expected.addAll(same);
        expected.add("all in others");
        var run = Examples.run(OneLineChanges.class);
        assertThat(run.lines()).containsExactlyElementsOf(expected);
        assertThat(run.status()).isZero();
    }
}
