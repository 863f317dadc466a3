package dev.procession.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the table of faults and attacks to the tests that are named after its rows. */
class FaultRowsTest {

    private static final Pattern ROW =
            Pattern.compile("\\| (F\\d+|SEC\\d+) \\|.*\\| ([a-z ]+) \\|");
    private static final Pattern METHOD = Pattern.compile("void ((?:[A-Z]+\\d+_)+)\\w+\\(");

    @Test
    void rows_areAllThereAre() throws IOException {
        List<String> ids = Stream.concat(ids("F", 26), ids("SEC", 23)).toList();
        assertThat(rows().keySet()).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(rows().values()).containsOnly("tested", "not yet");
    }

    @Test
    void testedRows_haveTestsNamedAfterThem_andNoOthers() throws IOException {
        Map<String, String> rows = rows();
        Set<String> claimed = new TreeSet<>(rows.keySet());
        claimed.removeIf(id -> !"tested".equals(rows.get(id)));
        Set<String> found = idsOfTests();
        found.retainAll(rows.keySet());
        assertThat(found).isEqualTo(claimed);
    }

    private static Stream<String> ids(String letters, int count) {
        return IntStream.rangeClosed(1, count).mapToObj(number -> letters + number);
    }

    private static Map<String, String> rows() throws IOException {
        Map<String, String> rows = new TreeMap<>();
        for (String line : Files.readAllLines(Sources.repository().resolve("docs/faults.md"))) {
            var row = ROW.matcher(line);
            if (row.matches()) {
                rows.put(row.group(1), row.group(2));
            }
        }
        return rows;
    }

    private static Set<String> idsOfTests() throws IOException {
        Set<String> ids = new TreeSet<>();
        try (var files = Files.find(Sources.repository(), 20, (path, _) -> Sources.isTest(path))) {
            for (Path file : (Iterable<Path>) files::iterator) {
                METHOD.matcher(Files.readString(file))
                        .results()
                        .forEach(method -> ids.addAll(List.of(method.group(1).split("_"))));
            }
        }
        return ids;
    }
}
