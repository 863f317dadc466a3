package dev.procession.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is one object before a journey is one object after it. */
class IdentityTest {

    record Pair(Object left, Object right) implements Serializable {}

    @Test
    void sharedList_staysShared() {
        List<Object> shared = new ArrayList<>(List.of(1));
        Pair arrived = Trips.streamed(new Pair(shared, shared));
        assertThat(arrived.left()).isSameAs(arrived.right());
    }

    @Test
    void sharedArray_staysShared() {
        int[] shared = {1};
        Pair arrived = Trips.streamed(new Pair(shared, shared));
        assertThat(arrived.left()).isSameAs(arrived.right());
    }

    @Test
    void sharedRecord_staysShared() {
        Pair shared = new Pair(1, 2);
        List<Pair> arrived = Trips.streamed(List.of(shared, shared));
        assertThat(arrived.get(0)).isSameAs(arrived.get(1));
    }

    @Test
    void equalButDistinctLists_stayDistinct() {
        Pair arrived = Trips.tagged(new Pair(new ArrayList<>(), new ArrayList<>()));
        assertThat(arrived.left()).isNotSameAs(arrived.right());
    }

    @Test
    void listInItself_staysInItself() {
        List<Object> list = new ArrayList<>();
        list.add(list);
        List<Object> arrived = Trips.streamed(list);
        assertThat(arrived.get(0)).isSameAs(arrived);
    }

    @Test
    void mapInItsValue_staysSo() {
        Map<String, Object> map = new HashMap<>();
        map.put("self", new Pair(map, 1));
        Map<String, Object> arrived = Trips.streamed(map);
        assertThat(((Pair) arrived.get("self")).left()).isSameAs(arrived);
    }

    @Test
    void longStringTwice_isWrittenOnce() {
        String text = "x".repeat(10_000);
        assertThat(Trips.encode(List.of(text, text))).hasSizeLessThan(11_000);
        assertThat(Trips.streamed(List.of(text, text))).containsExactly(text, text);
    }

    @Test
    void manyContainers_areAllTold() {
        List<Object> all = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            all.add(new Pair(i, List.of(i)));
        }
        assertThat(Trips.tagged(all)).isEqualTo(all);
        all.add(all.get(0));
        List<Object> arrived = Trips.streamed(all);
        assertThat(arrived.get(1000)).isSameAs(arrived.get(0));
    }

    @Test
    void binaryDag_doesNotExplode() {
        Object node = "leaf";
        for (int i = 0; i < 60; i++) {
            node = new Pair(node, node);
        }
        assertThat(Trips.encode(node)).hasSizeLessThan(2000);
    }

    @Test
    void depthOf32_isTagged_andBeyondStreamed() {
        assertThat(Trips.form(nested(32))).isEqualTo(Tags.INERT);
        assertThat(Trips.tagged(nested(32))).isEqualTo(nested(32));
        assertThat(Trips.streamed(nested(33))).isEqualTo(nested(33));
    }

    @Test
    void optionalInSharedGraph_arrives() {
        List<Object> shared = new ArrayList<>();
        shared.add(Optional.of(shared));
        List<Object> one = List.of(Optional.of(1), shared, shared);
        List<Object> arrived = Trips.streamed(List.of(Optional.of("x"), one.get(0), one.get(0)));
        assertThat(arrived).containsExactly(Optional.of("x"), Optional.of(1), Optional.of(1));
    }

    private static Object nested(int depth) {
        Object value = 1;
        for (int i = 0; i < depth; i++) {
            value = new ArrayList<>(List.of(value));
        }
        return value;
    }
}
