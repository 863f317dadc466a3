package dev.procession.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** Tests that a cell of a table names: {@code `Class`} or {@code `Class.method`}, with commas. */
final class NamedTests {

    private NamedTests() {}

    static List<String> in(String cell) {
        return Arrays.stream(cell.replace("`", "").split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
    }

    /** Fails unless all of them are among the test sources of some module. */
    static void assertExist(String row, List<String> tests) throws IOException {
        for (String test : tests) {
            assertThat(exists(test)).as("%s: test %s exists", row, test).isTrue();
        }
    }

    private static boolean exists(String test) throws IOException {
        var parts = test.split("\\.", 2);
        // Modules may have classes of one name.
        for (Path file : files(parts[0])) {
            if (parts.length == 1 || declares(file, parts[1])) {
                return true;
            }
        }
        return false;
    }

    private static List<Path> files(String className) throws IOException {
        try (var files =
                Files.find(
                        Sources.repository(),
                        20,
                        (path, _) -> path.endsWith(className + ".java") && Sources.isTest(path))) {
            return files.toList();
        }
    }

    private static boolean declares(Path file, String method) throws IOException {
        return Pattern.compile("void " + Pattern.quote(method) + "\\(")
                .matcher(Files.readString(file))
                .find();
    }
}
