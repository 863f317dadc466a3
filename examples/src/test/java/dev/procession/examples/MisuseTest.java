package dev.procession.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MisuseTest {

    private static final String CAPTURED =
            "action(lambda in dev.procession.examples.Misuse, captured argument 1): ";

    @Test
    void P6_eachIsRefused_withWhatToDo() throws Exception {
        var run = Examples.run(Misuse.class);
        assertThat(run.lines())
                .containsExactly(
                        "another process that joins it:",
                        "  "
                                + CAPTURED
                                + "dev.procession.process.JavaProcess is not serializable;"
                                + " it belongs to this process: hand over what is needed of it,"
                                + " such as a pid or a name, or create the object inside the task",
                        "a captured stream:",
                        "  "
                                + CAPTURED
                                + "java.io.PrintStream is not serializable; make the field"
                                + " transient, or create the object inside the task",
                        "a plain Runnable:",
                        "  action(method reference java.lang.Runnable::run, receiver): a"
                                + " java.lang.Runnable lambda in dev.procession.examples.Misuse is"
                                + " not serializable; declare it as dev.procession.TaskRunnable",
                        "no name:",
                        "  name must not be blank: name=\" \"",
                        "no time to start:",
                        "  start timeout must be positive: timeout=PT0S",
                        "a heap without a size:",
                        "  a size is digits and then nothing, k, m or g, such as 512m:"
                                + " size=\"lots\"");
        assertThat(run.status()).isZero();
    }
}
