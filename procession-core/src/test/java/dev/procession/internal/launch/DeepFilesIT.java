package dev.procession.internal.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.TaskConsumer;
import dev.procession.pool.PoolOptions;
import dev.procession.pool.ProcessPool;
import dev.procession.process.JavaProcess;
import dev.procession.queue.ProcessQueue;
import dev.procession.sync.ProcessEvent;
import dev.procession.testing.Pid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What processes leave in the session's directory that are killed far below its root, where the
 * name of a file cannot have all of the family's any more.
 */
class DeepFilesIT {

    /** More than it takes with the numbers below. */
    private static final int MOST_LEVELS = 6;

    /** As many as a server that runs for a while gives to its commands, bells and arguments. */
    private static final int NAMES = 10_000;

    private static final String JOINED = "joined";

    /** What the processes of a test use, all of it in the root's memory. */
    private record Common(ProcessQueue<String> told, ProcessEvent never)
            implements AutoCloseable, java.io.Serializable {

        Common() {
            this(ProcessQueue.bounded(10), ProcessEvent.create());
        }

        @Override
        public void close() {
            told.close();
            never.close();
        }
    }

    private static JavaProcess descend(int levels, Common common, TaskConsumer<Common> last) {
        assertThat(levels).isPositive();
        return JavaProcess.start(() -> {
            if (hasOtherName()) {
                last.accept(common);
                return;
            }
            for (int i = 0; i < NAMES; i++) {
                Session.current().newPath();
            }
            try (var below = descend(levels - 1, common, last)) {
                below.join();
                common.told().put(JOINED);
            }
        });
    }

    private static boolean hasOtherName() {
        String given = ChildBoot.ofThisProcess().path();
        return !Session.current().newPath().toString().startsWith(given);
    }

    private static void stay(Common common) throws Exception {
        Path own = Files.createFile(Session.current().newPath());
        common.told().put(own.getFileName().toString());
        common.told().put(Long.toString(ProcessHandle.current().pid()));
        common.never().await();
    }

    /** Has workers with their sockets and bells. */
    private static void stayWithWorkers(Common common) throws Exception {
        try (var pool = ProcessPool.open(PoolOptions.defaults().withWorkers(1))) {
            pool.submit(() -> 1).get();
            stay(common);
        }
    }

    private static List<String> filesBelow(String stem) throws IOException {
        try (Stream<Path> all = Files.list(Session.current().directory())) {
            return all.map(each -> each.getFileName().toString())
                    .filter(each -> each.startsWith(stem + "-"))
                    .toList();
        }
    }

    private static String stemOf(String file) {
        String stem = file.substring(0, file.lastIndexOf('-'));
        assertThat(stem).doesNotContain("-");
        return stem;
    }

    @Test
    void deepProcess_killed_itsParentDeletesItsFiles() throws Exception {
        try (var common = new Common();
                var top = descend(MOST_LEVELS, common, DeepFilesIT::stayWithWorkers)) {
            String stem = stemOf(common.told().take());
            Pid deep = Pid.of(common.told().take());
            assertThat(filesBelow(stem)).hasSizeGreaterThan(1);
            deep.signal("KILL");
            assertThat(common.told().take()).isEqualTo(JOINED);
            assertThat(filesBelow(stem)).isEmpty();
            top.join();
        }
    }

    /** All at once: one that ends after its parent may still make a file. */
    @Test
    void familyKilled_filesOfThoseFarBelowAreDeletedToo() throws Exception {
        try (var common = new Common();
                var top = descend(MOST_LEVELS, common, DeepFilesIT::stay)) {
            String stem = stemOf(common.told().take());
            assertThat(filesBelow(stem)).isNotEmpty();
            top.killTree();
            top.join();
            assertThat(filesBelow(stem)).isEmpty();
        }
    }
}
