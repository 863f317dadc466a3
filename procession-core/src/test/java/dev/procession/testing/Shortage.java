package dev.procession.testing;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * What a system can run out of, brought about for a {@link Victim} alone and from outside.
 *
 * <p>A victim is needed that knows the lines {@code fill} and {@code drain} for {@link #ROOM},
 * {@code plug} and {@code unplug} for {@link #FILES}.
 */
public enum Shortage {
    /** Descriptors: EMFILE. */
    FILES("raise it by ulimit -n") {
        @Override
        public void begin(Victim victim, int left) {
            Await.until("the numbers of its descriptors have no gap", () -> plug(victim));
            limit(victim, "nofile", victim.pid().descriptorNumbers().nextClearBit(0) + left);
        }

        @Override
        public void end(Victim victim) {
            limit(victim, "nofile", 1024);
            victim.send("unplug");
            victim.line("unplugged ");
        }

        /**
         * A limit is one of numbers: whoever runs out has no gap, and what is closed can be opened
         * again. Above a gap it could not.
         */
        private static boolean plug(Victim victim) {
            BitSet numbers = victim.pid().descriptorNumbers();
            int gaps = numbers.length() - numbers.cardinality();
            if (gaps > 0) {
                victim.send("plug " + gaps);
                victim.line("plugged ");
            }
            return gaps == 0;
        }
    },

    /** Threads and processes: EAGAIN. Root is never short of them, so that nobody runs it. */
    THREADS("raise ulimit -u") {
        @Override
        List<String> launcher() {
            return isRoot()
                    ? List.of(
                            "setpriv",
                            "--reuid=nobody",
                            "--regid=nogroup",
                            "--clear-groups",
                            // It reads our class path and writes below our directory.
                            "--inh-caps=+dac_override",
                            "--ambient-caps=+dac_override")
                    : List.of();
        }

        @Override
        public void begin(Victim victim, int left) {
            // All that this user runs counts: none left is sure, some left is a guess.
            int used = left == 0 ? 1 : victim.pid().threadStates().length() + left;
            limit(victim, "nproc", used);
        }

        @Override
        public void end(Victim victim) {
            limit(victim, "nproc", 4096);
        }
    },

    /** Blocks of the file system that has the session's directory: ENOSPC. */
    ROOM("-Dprocession.directory") {
        @Override
        List<String> launcher() {
            String script = "mount -t tmpfs -o size=2m,mode=1777 none \"$0\" && exec \"$@\"";
            return List.of("unshare", isRoot() ? "-m" : "-rm", "sh", "-c", script, Victim.BASE);
        }

        @Override
        public void begin(Victim victim, int left) {
            victim.send("fill " + left);
            victim.line("filled ");
        }

        @Override
        public void end(Victim victim) {
            victim.send("drain");
            victim.line("drained ");
        }
    };

    private final String remedy;

    Shortage(String remedy) {
        this.remedy = remedy;
    }

    List<String> launcher() {
        return List.of();
    }

    /** Starts a victim that can be made short of this. */
    public Victim start(Class<?> main) {
        return Victim.startBehind(launcher(), main, List.of(), List.of());
    }

    /** What an error must advise. */
    public String remedy() {
        return remedy;
    }

    /** Has the victim run out of all but so many. */
    public abstract void begin(Victim victim, int left);

    /** Ends the shortage. */
    public abstract void end(Victim victim);

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    /** As the victim's own user: no other may, not even a root without all capabilities. */
    void limit(Victim victim, String resource, int soft) {
        String limit = "--" + resource + "=" + soft + ":";
        List<String> command = new ArrayList<>(launcher());
        command.addAll(List.of("prlimit", "--pid", "" + victim.pid().number(), limit));
        try {
            int status = new ProcessBuilder(command).inheritIO().start().waitFor();
            if (status != 0) {
                throw new AssertionError("prlimit could not set " + limit + ": status=" + status);
            }
        } catch (IOException missing) {
            throw new AssertionError("this row needs prlimit, setpriv and unshare", missing);
        } catch (InterruptedException hurry) {
            throw new AssertionError("interrupted while setting " + limit, hurry);
        }
    }
}
