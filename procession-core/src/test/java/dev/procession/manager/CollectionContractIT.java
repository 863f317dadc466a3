package dev.procession.manager;

import com.google.common.collect.testing.ConcurrentMapTestSuiteBuilder;
import com.google.common.collect.testing.ListTestSuiteBuilder;
import com.google.common.collect.testing.QueueTestSuiteBuilder;
import com.google.common.collect.testing.SetTestSuiteBuilder;
import com.google.common.collect.testing.TestStringListGenerator;
import com.google.common.collect.testing.TestStringMapGenerator;
import com.google.common.collect.testing.TestStringQueueGenerator;
import com.google.common.collect.testing.TestStringSetGenerator;
import com.google.common.collect.testing.features.CollectionFeature;
import com.google.common.collect.testing.features.CollectionSize;
import com.google.common.collect.testing.features.ListFeature;
import com.google.common.collect.testing.features.MapFeature;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/**
 * Row M1: collections in a manager do what the JDK's interfaces promise, as Guava's suites ask for
 * it, with nothing left out. Sublists, entry sets, key sets and values are among it.
 */
class CollectionContractIT {

    private static ProcessManager manager;

    @BeforeAll
    static void start() {
        manager = ProcessManager.start();
    }

    @AfterAll
    static void close() {
        manager.close();
    }

    @TestFactory
    Stream<DynamicNode> M1_map_passesGuavasSuite() {
        return GuavaSuites.nodes(
                ConcurrentMapTestSuiteBuilder.using(new Maps())
                        .named("ManagedMap")
                        .withFeatures(
                                MapFeature.GENERAL_PURPOSE,
                                CollectionFeature.SUPPORTS_ITERATOR_REMOVE,
                                CollectionFeature.KNOWN_ORDER,
                                CollectionSize.ANY)
                        .createTestSuite());
    }

    private static final class Maps extends TestStringMapGenerator {
        @Override
        protected Map<String, String> create(Map.Entry<String, String>[] entries) {
            ManagedMap<String, String> map = manager.map();
            for (Map.Entry<String, String> each : entries) {
                map.put(each.getKey(), each.getValue());
            }
            return map;
        }
    }

    @TestFactory
    Stream<DynamicNode> M1_list_passesGuavasSuite() {
        return GuavaSuites.nodes(
                ListTestSuiteBuilder.using(new Lists())
                        .named("ManagedList")
                        .withFeatures(
                                ListFeature.GENERAL_PURPOSE,
                                CollectionFeature.ALLOWS_NULL_VALUES,
                                CollectionSize.ANY)
                        .createTestSuite());
    }

    private static final class Lists extends TestStringListGenerator {
        @Override
        protected List<String> create(String[] elements) {
            ManagedList<String> list = manager.list();
            list.addAll(Arrays.asList(elements));
            return list;
        }
    }

    @TestFactory
    Stream<DynamicNode> M1_set_passesGuavasSuite() {
        return GuavaSuites.nodes(
                SetTestSuiteBuilder.using(new Sets())
                        .named("ManagedSet")
                        .withFeatures(
                                CollectionFeature.GENERAL_PURPOSE,
                                CollectionFeature.KNOWN_ORDER,
                                CollectionSize.ANY)
                        .createTestSuite());
    }

    private static final class Sets extends TestStringSetGenerator {
        @Override
        protected Set<String> create(String[] elements) {
            ManagedSet<String> set = manager.set();
            set.addAll(List.of(elements));
            return set;
        }
    }

    @TestFactory
    Stream<DynamicNode> M1_queue_passesGuavasSuite() {
        return GuavaSuites.nodes(
                QueueTestSuiteBuilder.using(new Queues())
                        .named("ManagedQueue")
                        .withFeatures(
                                CollectionFeature.GENERAL_PURPOSE,
                                CollectionFeature.KNOWN_ORDER,
                                CollectionSize.ANY)
                        .createTestSuite());
    }

    private static final class Queues extends TestStringQueueGenerator {
        @Override
        protected Queue<String> create(String[] elements) {
            ManagedQueue<String> queue = manager.queue();
            queue.addAll(List.of(elements));
            return queue;
        }
    }

    @TestFactory
    Stream<DynamicNode> M1_deque_passesGuavasSuite() {
        return GuavaSuites.nodes(
                QueueTestSuiteBuilder.using(new Deques())
                        .named("ManagedDeque")
                        .withFeatures(
                                CollectionFeature.GENERAL_PURPOSE,
                                CollectionFeature.KNOWN_ORDER,
                                CollectionSize.ANY)
                        .createTestSuite());
    }

    private static final class Deques extends TestStringQueueGenerator {
        @Override
        protected Queue<String> create(String[] elements) {
            ManagedDeque<String> deque = manager.deque();
            deque.addAll(List.of(elements));
            return deque;
        }
    }
}
