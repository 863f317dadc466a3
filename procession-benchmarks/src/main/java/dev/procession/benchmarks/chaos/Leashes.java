package dev.procession.benchmarks.chaos;

import dev.procession.TaskAction;
import dev.procession.benchmarks.chaos.Findings.Sort;
import dev.procession.connection.PipeEnd;
import dev.procession.connection.ProcessPipe;
import java.io.EOFException;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;

/**
 * A pipe to each process of a gang, one end of which moves into it with its work: this side sees
 * the end of the stream as soon as the process is dead, even if it was killed before it had the
 * end.
 */
final class Leashes {

    private static final String HERE = "here";

    private final String name;
    private final Findings findings;
    private final Map<Integer, PipeEnd<Void, String>> ends = new ConcurrentHashMap<>();

    Leashes(String name, Findings findings) {
        this.name = name;
        this.findings = findings;
    }

    /** What a process does while it is on a leash. */
    private record OnLeash(PipeEnd<String, Void> leash, TaskAction work) implements TaskAction {
        @Override
        public void run() throws Exception {
            try (leash) {
                leash.send(HERE);
                work.run();
            }
        }
    }

    /** Puts the next process of a seat on a leash. */
    TaskAction tie(int seat, TaskAction work) {
        ProcessPipe<String, Void> pipe = ProcessPipe.oneWay();
        ends.put(seat, pipe.right());
        return new OnLeash(pipe.left(), work);
    }

    /** Looks at the leashes of all that have ended by themselves. */
    void allEnded() {
        ends.keySet().forEach(this::ended);
    }

    /** Looks at the leash of a process that has ended. */
    void ended(int seat) {
        PipeEnd<Void, String> end = ends.remove(seat);
        if (end == null) {
            return;
        }
        try (end) {
            end.receive(Settings.STALL_MOST);
            end.receive(Settings.STALL_MOST);
            findings.add(Sort.WRONG, name + "-" + seat + " has sent more than it was to");
        } catch (EOFException expected) {
            // At once, or after the one message.
            return;
        } catch (TimeoutException open) {
            findings.add(Sort.WRONG, name + "-" + seat + " is dead, and its end is open");
        } catch (IOException failure) {
            findings.add(Sort.WRONG, name + "-" + seat + " has an end that fails: " + failure);
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }
}
