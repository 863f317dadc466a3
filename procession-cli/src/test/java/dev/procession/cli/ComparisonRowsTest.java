package dev.procession.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Holds the README's comparison with other pools to the tests that exist, and to its reasons. */
class ComparisonRowsTest {

    /** The feature, a sign for us and for each of eight peers, and our tests. */
    private static final int CELLS = 11;

    private record Row(String feature, String ours, List<String> peers, List<String> tests) {}

    @Test
    void cells_areSigns() throws IOException {
        assertThat(rows()).hasSizeGreaterThan(30);
        for (var row : rows()) {
            assertThat(row.ours()).as(row.feature()).isIn("✓", "~", "✗");
            assertThat(row.peers()).as(row.feature()).isSubsetOf("✓", "~", "✗", "–", "?");
        }
    }

    @Test
    void rowsThatWeHave_nameATest() throws IOException {
        assertThat(rows())
                .filteredOn(row -> !row.ours().equals("✗"))
                .allMatch(row -> !row.tests().isEmpty(), "names a test");
    }

    @Test
    void namedTests_exist() throws IOException {
        for (var row : rows()) {
            NamedTests.assertExist(row.feature(), row.tests());
        }
    }

    @Test
    void rows_haveTheirReasons_andNoOthers() throws IOException {
        List<String> reasons =
                read("docs/comparison.md").stream()
                        .filter(line -> line.startsWith("- **"))
                        .map(line -> line.substring(4, line.indexOf("**:")))
                        .toList();
        assertThat(reasons).containsExactlyElementsOf(rows().stream().map(Row::feature).toList());
    }

    private static List<Row> rows() throws IOException {
        return read("README.md").stream()
                .filter(line -> line.startsWith("| "))
                .map(line -> Arrays.stream(line.split("\\|")).skip(1).map(String::strip).toList())
                .filter(cells -> cells.size() == CELLS && !cells.getFirst().equals("what"))
                .map(ComparisonRowsTest::row)
                .toList();
    }

    private static Row row(List<String> cells) {
        return new Row(
                cells.getFirst(),
                cells.get(1),
                cells.subList(2, CELLS - 1),
                NamedTests.in(cells.getLast()));
    }

    private static List<String> read(String file) throws IOException {
        return Files.readAllLines(Sources.repository().resolve(file));
    }
}
