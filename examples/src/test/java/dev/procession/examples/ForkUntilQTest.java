package dev.procession.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ForkUntilQTest {

    @Test
    void P9_eachLineForks_qEnds() throws Exception {
        try (var program = Examples.start(ForkUntilQ.class)) {
            program.say("").say("again").say("q");
            for (int i = 0; i < 2; i++) {
                // Each of the two may be the first to speak.
                var said = Stream.of(program.line("hello from "), program.line("hello from "));
                var lines = said.sorted().toList();
                var child = lines.getFirst().substring("child ".length());
                assertThat(lines.getLast()).isEqualTo("parent " + program.pid() + " of " + child);
            }
            assertThat(program.line("bye")).isEmpty();
            assertThat(program.awaitEnd()).isZero();
        }
    }
}
