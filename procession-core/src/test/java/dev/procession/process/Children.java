package dev.procession.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.ExitStatus;
import dev.procession.OutputMode;
import dev.procession.ProcessOptions;
import dev.procession.TaskAction;
import dev.procession.testing.Await;
import java.util.Optional;

/** Short ways to run children whose output is looked at. */
final class Children {

    static final ProcessOptions CAPTURED =
            ProcessOptions.defaults().withOutput(OutputMode.CAPTURED);

    private Children() {}

    /** Runs the action in a process and returns what it printed; it must end with 0. */
    static String outputOf(TaskAction action) throws InterruptedException {
        return outputOf(CAPTURED, action);
    }

    static String outputOf(ProcessOptions options, TaskAction action) throws InterruptedException {
        try (JavaProcess p = JavaProcess.start(options.withOutput(OutputMode.CAPTURED), action)) {
            p.join();
            assertThat(p.exitStatus()).as(p.capturedErrors()).isEqualTo(ExitStatus.exited(0));
            return p.capturedOutput();
        }
    }

    /** Waits until the child has printed the text. */
    static void awaitOutput(JavaProcess p, String text) {
        Await.until(
                p + " prints " + text + "; err=" + p.capturedErrors(),
                () -> p.capturedOutput().contains(text));
    }

    /** Returns what the child printed after {@code beginning}, up to the end of the line. */
    static String printed(JavaProcess p, String beginning) {
        Await.until(
                p + " prints a line with " + beginning,
                () -> {
                    String out = p.capturedOutput();
                    int start = out.indexOf(beginning);
                    return start >= 0 && out.indexOf('\n', start) >= 0;
                });
        String out = p.capturedOutput();
        int start = out.indexOf(beginning) + beginning.length();
        return out.substring(start, out.indexOf('\n', start));
    }

    /** Blocks for ever, interrupted or not. */
    static void hang() {
        while (true) {
            java.util.concurrent.locks.LockSupport.park();
        }
    }

    static JavaProcess start(TaskAction action) {
        return JavaProcess.start(CAPTURED, action);
    }

    static void print(Object value) {
        System.out.println(Optional.ofNullable(value).map(Object::toString).orElse("null"));
    }

    static void readyAndHang() {
        print("ready");
        hang();
    }
}
