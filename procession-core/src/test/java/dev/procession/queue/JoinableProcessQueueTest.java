package dev.procession.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.CodecException;
import dev.procession.QueueCompletedException;
import dev.procession.testing.Await;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Row Q5: what a joinable queue promises, between threads of one process. */
class JoinableProcessQueueTest {

    private static final Duration LONG = Await.scaled(Duration.ofSeconds(30));

    /** Cannot be decoded anywhere. */
    private static final class Broken implements Serializable {
        private static final long serialVersionUID = 1L;

        private void readObject(ObjectInputStream in) throws IOException {
            throw new IOException("broken on purpose");
        }
    }

    private final List<JoinableProcessQueue<?>> open = new ArrayList<>();

    private JoinableProcessQueue<Object> queue(boolean isRedelivering) {
        QueueOptions options = QueueOptions.defaults().withMaxBytes(1 << 20);
        JoinableProcessQueue<Object> made =
                isRedelivering
                        ? JoinableProcessQueue.redelivering(options)
                        : JoinableProcessQueue.reporting(options);
        open.add(made);
        return made;
    }

    @AfterEach
    void close() {
        open.forEach(JoinableProcessQueue::close);
    }

    /** Runs it on a thread of its own, and waits until that waits. */
    private static <T> FutureTask<T> waiting(Callable<T> action) {
        FutureTask<T> task = new FutureTask<>(action);
        Thread thread = new Thread(task);
        thread.start();
        Await.until(
                "it waits",
                () ->
                        Arrays.stream(thread.getStackTrace())
                                .anyMatch(frame -> frame.getMethodName().equals("sleepUpTo")));
        return task;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void Q5_join_waitsForTaskDone_notOnlyForTaking(boolean isRedelivering) throws Exception {
        JoinableProcessQueue<Object> queue = queue(isRedelivering);
        queue.join();
        assertThat(queue.offer("a")).isTrue();
        assertThat(queue.join(Duration.ZERO)).isFalse();
        assertThat(queue.join(Duration.ofMillis(1))).isFalse();
        assertThat(queue.peek()).isEqualTo("a");
        assertThat(queue.take()).isEqualTo("a");
        assertThat(queue.size()).isZero();
        assertThat(queue.join(Duration.ofMillis(1))).isFalse();
        FutureTask<Boolean> joining = waiting(() -> queue.join(LONG));
        queue.taskDone();
        assertThat(joining.get()).isTrue();
        assertThat(queue.join(Duration.ofDays(-1))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void Q5_tooManyTaskDone_areRefused(boolean isRedelivering) throws Exception {
        JoinableProcessQueue<Object> queue = queue(isRedelivering);
        assertThatThrownBy(queue::taskDone)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "taskDone() was called more often than this process has taken elements;"
                                + " call it once for each, in the process that has taken it");
        queue.put("a");
        assertThatThrownBy(queue::taskDone).isInstanceOf(IllegalStateException.class);
        queue.take();
        queue.taskDone();
        assertThatThrownBy(queue::taskDone).isInstanceOf(IllegalStateException.class);
        assertThat(queue.join(LONG)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void Q5_moreThanTheLedgerHolds_isRefused_andStaysInTheQueue(boolean isRedelivering)
            throws Exception {
        JoinableProcessQueue<Object> queue = queue(isRedelivering);
        for (int i = 0; i <= LedgerLayout.MOST; i++) {
            queue.put(i);
        }
        List<Object> taken = new ArrayList<>();
        assertThat(queue.drainTo(taken, LedgerLayout.MOST)).isEqualTo(LedgerLayout.MOST);
        assertThat(taken).isEqualTo(IntStream.range(0, LedgerLayout.MOST).boxed().toList());
        assertThatThrownBy(queue::poll)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "too many elements were taken and are not done, call taskDone() for each:"
                                + " most=1024");
        assertThat(queue.size()).isEqualTo(1);
        queue.taskDone();
        assertThat(queue.poll()).isEqualTo(LedgerLayout.MOST);
        for (int i = 0; i < LedgerLayout.MOST; i++) {
            assertThat(queue.join(Duration.ZERO)).isFalse();
            queue.taskDone();
        }
        assertThat(queue.join(LONG)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void Q5_clear_andWhatCannotBeDecoded_countAsDone(boolean isRedelivering) throws Exception {
        JoinableProcessQueue<Object> queue = queue(isRedelivering);
        queue.put("a");
        FutureTask<Boolean> joining = waiting(() -> queue.join(LONG));
        queue.clear();
        assertThat(joining.get()).isTrue();
        queue.put(new Broken());
        assertThatThrownBy(queue::take).isInstanceOf(CodecException.class);
        assertThat(queue.join(LONG)).isTrue();
        assertThatThrownBy(queue::taskDone).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void Q5_completed_endsForTakers_andJoin(boolean isRedelivering) throws Exception {
        JoinableProcessQueue<Object> queue = queue(isRedelivering);
        queue.put("a");
        queue.complete();
        List<Object> taken = new ArrayList<>();
        queue.forEachDone(taken::add);
        assertThat(taken).containsExactly("a");
        assertThat(queue.isCompleted()).isTrue();
        assertThat(queue.poll(LONG)).isNull();
        assertThatThrownBy(queue::take).isInstanceOf(QueueCompletedException.class);
        assertThatThrownBy(() -> queue.put("b")).isInstanceOf(QueueCompletedException.class);
        assertThat(queue.join(LONG)).isTrue();
    }

    @Test
    void Q5_longElements_ofAnySize_arriveWhole() throws Exception {
        JoinableProcessQueue<Object> queue = queue(true);
        for (int length : new int[] {0, 900, 980, 1000, 5_000, 300_000}) {
            byte[] bytes = new byte[length];
            Arrays.fill(bytes, (byte) length);
            queue.put(bytes);
            assertThat((byte[]) queue.take()).isEqualTo(bytes);
            queue.taskDone();
            assertThat(queue.join(LONG)).isTrue();
        }
    }

    @Test
    void Q5_closed_endsWaitingForAll() {
        JoinableProcessQueue<Object> queue = queue(true);
        queue.add("a");
        FutureTask<Boolean> joining = waiting(() -> queue.join(LONG));
        queue.close();
        assertThatThrownBy(joining::get)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the queue was closed");
        assertThatThrownBy(queue::taskDone).hasMessage("the queue was closed");
        assertThatThrownBy(queue::poll).hasMessage("the queue was closed");
        assertThat(queue).hasToString("JoinableProcessQueue[closed]");
    }
}
