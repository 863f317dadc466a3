package dev.procession.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the README's table of mission rows to the tests that exist. */
class ReadmeRowsTest {

    private static final List<String> IDS =
            Stream.of(
                            ids("P", 14),
                            ids("Q", 8),
                            ids("I", 5),
                            ids("M", 5),
                            ids("S", 6),
                            ids("O", 12),
                            ids("X", 3),
                            ids("T", 3),
                            ids("N", 5))
                    .flatMap(ids -> ids)
                    .toList();

    private static final Pattern ROW =
            Pattern.compile("\\| *([A-Z]\\d+) *\\|([^|]+)\\|([^|]+)\\|([^|]*)\\|([^|]*)\\|");

    /** A line of the table: a mission row's id, its state, what proves it, and what shows it. */
    private record Row(String id, String state, List<String> tests, List<String> examples) {}

    @Test
    void rows_areTheMissionsEachOnce() throws IOException {
        assertThat(rows()).extracting(Row::id).containsExactlyElementsOf(IDS);
    }

    @Test
    void states_areOfTheThreeThatThereAre() throws IOException {
        assertThat(rows()).extracting(Row::state).isSubsetOf("done", "partly", "not yet");
    }

    @Test
    void rowsBegun_nameATest() throws IOException {
        assertThat(rows())
                .filteredOn(row -> !row.state().equals("not yet"))
                .allMatch(row -> !row.tests().isEmpty(), "names a test");
    }

    @Test
    void namedTests_exist() throws IOException {
        for (var row : rows()) {
            NamedTests.assertExist(row.id(), row.tests());
        }
    }

    @Test
    void rowsThatAreDone_nameAnExample() throws IOException {
        assertThat(rows())
                .filteredOn(row -> row.state().equals("done"))
                .allMatch(row -> !row.examples().isEmpty(), "names an example");
    }

    @Test
    void namedExamples_exist() throws IOException {
        for (var row : rows()) {
            assertThat(row.examples()).as(row.id()).allMatch(ReadmeRowsTest::exists);
        }
    }

    /** The name of an example's class, with hyphens, or a command of its own. */
    private static boolean exists(String example) {
        String name =
                Pattern.compile("(?:^|-)(.)")
                        .matcher(example)
                        .replaceAll(first -> first.group(1).toUpperCase(Locale.ROOT));
        Path source = Path.of("examples/src/main/java/dev/procession/examples", name + ".java");
        return example.startsWith("bin/procession ")
                || Files.exists(Sources.repository().resolve(source));
    }

    private static Stream<String> ids(String letter, int count) {
        return IntStream.rangeClosed(1, count).mapToObj(number -> letter + number);
    }

    private static List<Row> rows() throws IOException {
        try (var lines = Files.lines(Sources.repository().resolve("README.md"))) {
            return lines.map(ROW::matcher)
                    .filter(row -> row.matches())
                    .map(row ->
                            new Row(
                                    row.group(1),
                                    row.group(3).strip(),
                                    NamedTests.in(row.group(4)),
                                    NamedTests.in(row.group(5))))
                    .toList();
        }
    }
}
