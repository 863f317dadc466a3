package dev.procession.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** A bare JVM with default options that has greeted and now sleeps until it is closed. */
final class IdleJvm implements AutoCloseable {

    private final LineChild child;

    private IdleJvm(LineChild child) {
        this.child = child;
    }

    /** Starts one and waits until it has greeted and rested. */
    static IdleJvm start(Path folder, Duration rest) throws IOException, InterruptedException {
        LineChild child = LineChild.start(Jvm.hello(folder, "idle"));
        child.readLine();
        Thread.sleep(rest);
        return new IdleJvm(child);
    }

    long pid() {
        return child.pid();
    }

    @Override
    public void close() {
        child.close();
    }
}
