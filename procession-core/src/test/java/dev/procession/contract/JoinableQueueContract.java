package dev.procession.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.memory.SharedInt;
import dev.procession.sync.ProcessEvent;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import org.junit.jupiter.api.Test;

/** What holds for a queue whose consumers say when they are done. */
interface JoinableQueueContract extends Contract {

    int TASKS = 50;

    /** What all queues do whose consumers say when they are done. */
    interface Joinable<E> extends BlockingQueue<E> {
        void taskDone();

        void join() throws InterruptedException;

        boolean join(Duration timeout) throws InterruptedException;
    }

    /** Makes one for so many elements. */
    <E> Subject<Joinable<E>> newJoinableQueue(int capacity) throws Exception;

    private static int work(Joinable<Integer> queue, SharedInt sum) throws Exception {
        int done = 0;
        for (int task = queue.take(); task != QueueContract.NO_MORE; task = queue.take()) {
            sum.addAndGet(task);
            queue.taskDone();
            done++;
        }
        queue.taskDone();
        return done;
    }

    @Test
    default void Q5_joinable_join_endsWhenAllIsDone() throws Exception {
        try (var made = this.<Integer>newJoinableQueue(5);
                var sum = SharedInt.create()) {
            Joinable<Integer> queue = made.it();
            var working = start(4, () -> work(queue, sum));
            for (int round = 1; round <= 2; round++) {
                for (int task = 1; task <= TASKS; task++) {
                    queue.put(task);
                }
                queue.join();
                assertThat(sum.get()).isEqualTo(round * TASKS * (TASKS + 1) / 2);
            }
            for (int each = 0; each < 4; each++) {
                queue.put(QueueContract.NO_MORE);
            }
            queue.join();
            assertThat(Contract.all(working).stream().mapToInt(done -> done).sum())
                    .isEqualTo(2 * TASKS);
        }
    }

    @Test
    default void Q5_joinable_join_waitsForWhatIsInHand() throws Exception {
        try (var made = this.<String>newJoinableQueue(1);
                var taken = ProcessEvent.create();
                var enough = ProcessEvent.create()) {
            Joinable<String> queue = made.it();
            queue.join();
            queue.put("task");
            assertThat(queue.join(Duration.ZERO)).isFalse();
            var working =
                    parties()
                            .start(() -> {
                                queue.take();
                                taken.set();
                                boolean isTold = enough.await(LONG);
                                queue.taskDone();
                                return isTold;
                            });
            assertThat(taken.await(LONG)).isTrue();
            assertThat(queue.isEmpty()).isTrue();
            assertThat(queue.join(SHORT)).isFalse();
            var joining =
                    parties()
                            .start(() -> {
                                queue.join();
                                return true;
                            });
            assertThat(joining.isDone()).isFalse();
            enough.set();
            assertThat(Contract.get(joining)).isTrue();
            assertThat(Contract.get(working)).isTrue();
            assertThat(queue.join(Duration.ZERO)).isTrue();
        }
    }

    @Test
    default void Q5_joinable_taskDone_moreOftenThanTaken_isRefused() throws Exception {
        try (var made = this.<String>newJoinableQueue(1)) {
            Joinable<String> queue = made.it();
            assertThatThrownBy(queue::taskDone).isInstanceOf(IllegalStateException.class);
            queue.put("task");
            assertThatThrownBy(queue::taskDone).isInstanceOf(IllegalStateException.class);
            var working =
                    parties()
                            .start(() -> {
                                queue.take();
                                queue.taskDone();
                                assertThatThrownBy(queue::taskDone)
                                        .isInstanceOf(IllegalStateException.class);
                                return true;
                            });
            assertThat(Contract.get(working)).isTrue();
            queue.join();
        }
    }
}
