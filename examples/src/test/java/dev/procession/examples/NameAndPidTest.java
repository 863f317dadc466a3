package dev.procession.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NameAndPidTest {

    @Test
    void parentAndChild_tellTheSame() throws Exception {
        var run = Examples.run(NameAndPid.class);
        assertThat(run.status()).isZero();
        assertThat(run.lines()).hasSize(3);
        var pid = run.lines().stream().filter(each -> each.startsWith("started ")).findFirst();
        assertThat(pid).get().asString().matches("started greeter, pid \\d+");
        assertThat(run.lines())
                .contains("hello world, I am greeter, pid " + pid.get().replaceAll("\\D", ""))
                .last()
                .isEqualTo("it exited(0)");
    }

    @Test
    void argument_reachesTheChild() throws Exception {
        assertThat(Examples.run(NameAndPid.class, "Ada").lines())
                .anyMatch(line -> line.startsWith("hello Ada, I am greeter"));
    }
}
