package dev.procession.benchmarks.chaos;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Something that is under load, whose processes are killed, and which is judged afterwards. */
interface Target {

    /** Has the JDK and the library open what they open once and keep. */
    void warmUp() throws IOException, InterruptedException;

    /** Makes it, and begins with the load. */
    void open() throws IOException;

    /** Returns what may be harmed while it is open. */
    List<Prey> prey();

    /** Looks at how it stands; called every few milliseconds while it is harmed. */
    void look();

    /** Ends the load; returns when all that was begun has ended, or had the time to. */
    void endLoad() throws InterruptedException;

    /** Ends all processes, and closes it. */
    void close() throws InterruptedException;

    /** Tells what was not as it must be, once it is closed. */
    void judge() throws IOException;

    /** Returns how many processes were killed so far. */
    long kills();

    /** Returns how many processes there are now. */
    int processes();

    /** Returns what was done so far, and how it went, each under the name that reports have. */
    Map<String, Long> work();
}
