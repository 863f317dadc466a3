package dev.procession.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * The tasks of a pool that must not notice what happens to one of them; each run of a task leaves a
 * file, so that runs are counted although processes die.
 */
final class Bystanders {

    private final ProcessPool pool;
    private final File ran;
    private final List<CompletableFuture<Object>> futures = new ArrayList<>();

    Bystanders(ProcessPool pool, File directory) {
        this.pool = pool;
        this.ran = new File(directory, "ran");
        assertThat(ran.mkdir()).isTrue();
    }

    /** A task that counts its runs and answers with its label, or with what is hostile. */
    record Task(String ran, String label, Hostile hostile) implements Serializable {

        static Object run(Task task) {
            Pools.touch(task.ran + "/" + task.label + "-" + System.nanoTime());
            if (task.hostile != null) {
                task.hostile.run();
                if (task.hostile.isResult()) {
                    return task.hostile;
                }
            }
            return task.label;
        }
    }

    /** A task of that name. */
    Task task(String label, Hostile hostile) {
        return new Task(ran.getPath(), label, hostile);
    }

    /** Tasks without harm. */
    List<Task> tasks(String prefix, int count) {
        List<Task> list = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            list.add(task(prefix + i, null));
        }
        return list;
    }

    /** Submits so many. */
    void add(int count) {
        for (int i = 0; i < count; i++) {
            Task task = task("bystander" + futures.size(), null);
            futures.add(pool.submit(() -> Task.run(task)));
        }
    }

    /** Waits for them; all are right. */
    void check() throws Exception {
        for (int i = 0; i < futures.size(); i++) {
            assertThat(Pools.get(futures.get(i))).isEqualTo("bystander" + i);
        }
    }

    /** How often a task has run. */
    int runs(String label) {
        return counts().getOrDefault(label, 0);
    }

    private Map<String, Integer> counts() {
        Map<String, Integer> counts = new TreeMap<>();
        for (String name : ran.list()) {
            counts.merge(name.substring(0, name.lastIndexOf('-')), 1, Integer::sum);
        }
        return counts;
    }

    /** All tasks of this pool have run once; but for one, so often as is said. */
    void checkRuns(String victim, int runs, List<Task> more) {
        Map<String, Integer> expected = new TreeMap<>();
        for (int i = 0; i < futures.size(); i++) {
            expected.put("bystander" + i, 1);
        }
        more.forEach(task -> expected.put(task.label, 1));
        expected.put(victim, runs);
        expected.values().removeIf(count -> count == 0);
        assertThat(counts()).isEqualTo(expected);
    }
}
