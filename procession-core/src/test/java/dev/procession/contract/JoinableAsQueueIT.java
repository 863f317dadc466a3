package dev.procession.contract;

import dev.procession.queue.JoinableProcessQueue;
import dev.procession.queue.QueueOptions;
import java.util.concurrent.BlockingQueue;
import org.junit.jupiter.api.Nested;

/** Rows Q1 to Q6: queues whose consumers say when they are done are queues like any other. */
class JoinableAsQueueIT {

    /** They give out again what the dead had. */
    @Nested
    class Redelivering implements QueueContract {

        @Override
        public Parties parties() {
            return Parties.threads(Thread.ofPlatform());
        }

        @Override
        public <E> Subject<BlockingQueue<E>> newQueue(int capacity) {
            return new Subject<>(JoinableProcessQueue.redelivering(capacity));
        }

        @Override
        public <E> Subject<BlockingQueue<E>> newUnboundedQueue() {
            return new Subject<>(JoinableProcessQueue.redelivering(QueueOptions.defaults()));
        }
    }

    /** They report what the dead had. */
    @Nested
    class Reporting implements QueueContract {

        @Override
        public Parties parties() {
            return Parties.threads(Thread.ofVirtual());
        }

        @Override
        public <E> Subject<BlockingQueue<E>> newQueue(int capacity) {
            return new Subject<>(JoinableProcessQueue.reporting(capacity));
        }

        @Override
        public <E> Subject<BlockingQueue<E>> newUnboundedQueue() {
            return new Subject<>(JoinableProcessQueue.reporting(QueueOptions.defaults()));
        }
    }
}
