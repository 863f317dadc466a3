package dev.procession.benchmarks.chaos;

import dev.procession.TaskAction;
import dev.procession.memory.SharedLongArray;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** A queue, whose producers and consumers are killed. */
final class QueueTarget extends ExchangeTarget<QueueScene> {

    private volatile @Nullable QueueJudge judge;

    /** What a gang does, and who hears of its dead. */
    private record Part(Exchange.Work work, IntConsumer mourner) implements Gang.Role {
        @Override
        public TaskAction work(int seat, long life, SharedLongArray beats) {
            return work.of(seat, life, beats);
        }

        @Override
        public void dooms(int seat, long life) {
            // What the dead have done is found out when they are.
        }

        @Override
        public void died(int seat) {
            mourner.accept(seat);
        }
    }

    /**
     * Prepares.
     *
     * @param place where
     * @param stop ends the run, when no more elements can be told apart
     */
    QueueTarget(Place place, Runnable stop) {
        super("queue", place, stop);
    }

    @Override
    QueueScene make(int producers, Complaints where) {
        QueueScene made = QueueScene.open(producers, where);
        judge = new QueueJudge(made.log(), producers);
        return made;
    }

    private QueueJudge known() {
        return Objects.requireNonNull(judge, "make() comes first");
    }

    @Override
    Gang.Role producing(QueueScene exchange) {
        return new Part(exchange::producing, known()::producerDied);
    }

    @Override
    Gang.Role consuming(QueueScene exchange) {
        return new Part(exchange::consuming, seat -> known().consumerDied());
    }

    @Override
    void assess(QueueScene exchange, Findings findings) {
        known().judge(findings);
    }

    @Override
    void report(Map<String, Long> work, long howManyTaken) {
        QueueJudge now = judge;
        work.put("elements", howManyTaken);
        work.put("forfeited", now == null ? 0 : now.forfeited());
    }
}
