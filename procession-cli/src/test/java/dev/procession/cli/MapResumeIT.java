package dev.procession.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Row N1: {@code procession map --output F --resume}, from the outside. */
@Timeout(180)
class MapResumeIT {

    private static final String TASKS = Tasks.class.getName();
    private static final ProcessBuilder.Redirect NOTHING =
            ProcessBuilder.Redirect.from(new File("/dev/null"));

    @TempDir Path directory;
    private Path output;
    private Path gate;
    private int commands;

    @BeforeEach
    void nameFiles() {
        output = directory.resolve("out.jsonl");
        gate = directory.resolve("gate");
    }

    // ---- what the tests share ----------------------------------------------------------------

    /** Inputs of which one in the middle waits for the gate. */
    private List<String> gated(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> i == count / 2 ? gate.toString() : "input \"" + i + "\"\n")
                .toList();
    }

    private static List<String> line(String task, List<String> inputs, String... options) {
        List<String> line = new ArrayList<>(List.of("map", TASKS + "::" + task, "--json"));
        line.addAll(List.of(options));
        line.addAll(inputs);
        return line;
    }

    private CommandProcess start(List<String> line) throws IOException {
        return start(line, NOTHING);
    }

    private CommandProcess start(List<String> line, ProcessBuilder.Redirect input)
            throws IOException {
        var own = Files.createDirectory(directory.resolve("command-" + commands++));
        List<String> all = new ArrayList<>(line);
        all.add(1, "--output=" + output);
        return new CommandProcess(own, input, all.toArray(String[]::new));
    }

    private CommandProcess.Ended run(List<String> line) throws Exception {
        try (var command = start(line)) {
            var ended = command.await();
            assertThat(ended.out()).isEmpty();
            assertThat(command.leftovers()).isEmpty();
            return ended;
        }
    }

    private CommandProcess.Ended resume(List<String> line) throws Exception {
        List<String> all = new ArrayList<>(line);
        all.add(1, "--resume");
        return run(all);
    }

    /** Runs until the output has so many lines, then kills the command. */
    private void kill(List<String> line, int lines) throws Exception {
        try (var command = start(line)) {
            awaitLines(lines);
            command.process().destroyForcibly().waitFor();
        }
    }

    private void awaitLines(int count) {
        assertThat(
                        CommandProcess.holdsWithin(
                                Duration.ofSeconds(60), () -> lines().size() >= count))
                .as("there are %d lines", count)
                .isTrue();
    }

    private List<String> lines() {
        try {
            return Files.exists(output) ? Files.readAllLines(output) : List.of();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The lines without what differs from run to run. */
    private List<String> essence() {
        return lines().stream()
                .map(line -> line.replaceFirst(",\"(millis|seconds)\":.*", ""))
                .toList();
    }

    /** What a run without interruption writes. */
    private List<String> whole(List<String> line) throws Exception {
        var first = output;
        output = directory.resolve("whole.jsonl");
        try {
            assertThat(run(line).status()).isZero();
            return essence();
        } finally {
            output = first;
        }
    }

    private long begun() {
        return lines().stream().filter(each -> each.startsWith("{\"index\"")).count();
    }

    // ---- interruptions -----------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(strings = {"-j 2", "-j 1", "-j 3 --unordered"})
    void N1_killedInTheMiddle_goesOnToTheSameOutput(String options) throws Exception {
        var line = line("gated", gated(300), options.split(" "));
        kill(line, 100);
        var before = lines();
        // With its last line torn, as by the loss of power.
        try (var file = new RandomAccessFile(output.toFile(), "rw")) {
            file.setLength(file.length() - 5);
        }
        Files.createFile(gate);
        var ended = resume(line);
        assertThat(ended.status()).isZero();
        assertThat(ended.err()).containsPattern("going on: \\d+ of 300 inputs have their value");
        // With their times and pids: none of them was run again.
        assertThat(lines()).containsAll(before.subList(0, before.size() - 1));
        var expected = whole(line);
        if (options.contains("unordered")) {
            assertThat(essence()).containsExactlyInAnyOrderElementsOf(expected);
        } else {
            assertThat(essence()).containsExactlyElementsOf(expected);
        }
        assertThat(Files.list(directory).map(each -> each.getFileName().toString()))
                .noneMatch(name -> name.startsWith("."));
    }

    @Test
    void N1_killedAgainAndAgain_goesOnEachTime() throws Exception {
        var line = line("gated", gated(60), "-j", "2");
        List<Path> gates = IntStream.range(0, 4).mapToObj(i -> Path.of(gate + "-" + i)).toList();
        for (int i = 0; i < gates.size(); i++) {
            line.set(line.indexOf("input \"" + (10 + 5 * i) + "\"\n"), gates.get(i).toString());
        }
        for (int i = 0; i < gates.size(); i++) {
            List<String> all = new ArrayList<>(line);
            all.add(1, "--resume");
            kill(all, 1 + 10 + 5 * i);
            Files.createFile(gates.get(i));
        }
        Files.createFile(gate);
        assertThat(resume(line).status()).isZero();
        assertThat(essence()).containsExactlyElementsOf(whole(line));
    }

    @ParameterizedTest
    @CsvSource({"INT,130", "TERM,143"})
    void N1_interrupted_goesOn_andRunsAgainWhatWasCancelled(String signal, int status)
            throws Exception {
        var line = line("gated", gated(40), "-j", "2");
        try (var command = start(line)) {
            awaitLines(1 + 20);
            var pid = String.valueOf(command.process().pid());
            assertThat(new ProcessBuilder("kill", "-" + signal, pid).start().waitFor()).isZero();
            assertThat(command.await().status()).isEqualTo(status);
        }
        assertThat(lines()).anyMatch(each -> each.contains("\"status\":\"cancelled\""));
        assertThat(lines().getLast()).startsWith("{\"summary\":");
        Files.createFile(gate);
        assertThat(resume(line).status()).isZero();
        assertThat(essence()).containsExactlyElementsOf(whole(line));
    }

    @Test
    void N1_failures_areRunAgain_andTheirNewOutcomeTakesTheirPlace() throws Exception {
        var inputs = List.of("a", gate.toString(), "b", directory.resolve("never").toString(), "c");
        var line = line("found", inputs, "-j", "1");
        assertThat(run(line).status()).isEqualTo(1);
        var before = lines();
        assertThat(before.get(2)).contains("\"status\":\"exception\"");
        Files.setPosixFilePermissions(output, PosixFilePermissions.fromString("rw-------"));
        Files.createFile(gate);
        assertThat(resume(line).status()).isEqualTo(1);
        var after = lines();
        assertThat(after).hasSize(before.size());
        assertThat(after.get(2)).contains("\"index\":1,").contains("\"status\":\"ok\"");
        assertThat(after.get(4)).contains("\"index\":3,").contains("\"status\":\"exception\"");
        for (int kept : new int[] {0, 1, 3, 5}) {
            assertThat(after.get(kept)).isEqualTo(before.get(kept));
        }
        assertThat(after.getLast()).contains("\"inputs\":5,\"ok\":4,\"exception\":1,");
        assertThat(Files.getPosixFilePermissions(output)).hasSize(2);
    }

    @Test
    void N1_failureAfterResuming_namesTheInputByItsPlaceAmongAll() throws Exception {
        var line = line("act", List.of("a", "b", "halt", "c", "exit"), "-j", "1");
        assertThat(run(line).status()).isEqualTo(1);
        assertThat(resume(line).status()).isEqualTo(1);
        assertThat(lines().get(3)).contains("died while running input 2: pid=");
        assertThat(lines().get(5)).contains("died while running input 4: pid=");
    }

    @Test
    void N1_inputsOfAFile_goOn() throws Exception {
        Files.createFile(gate);
        var file = directory.resolve("inputs");
        Files.writeString(file, String.join("\0", gated(50)));
        var options = new String[] {"--input-file", file.toString(), "--null", "-j", "2"};
        var line = line("gated", List.of("first"), options);
        run(line);
        var whole = essence();
        Files.write(output, lines().subList(0, 30));
        assertThat(resume(line).status()).isZero();
        assertThat(essence()).containsExactlyElementsOf(whole);
    }

    // ---- beginnings and ends -----------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(strings = {"", "{\"run\":{\"ta", "\0\0\0\0"})
    void N1_emptyFile_orTornFirstLine_beginsTheRun(String content) throws Exception {
        var line = line("upper", List.of("a", "b"));
        Files.writeString(output, content);
        assertThat(resume(line).status()).isZero();
        assertThat(essence()).containsExactlyElementsOf(whole(line));
    }

    @Test
    void N1_missingFile_beginsTheRun() throws Exception {
        var line = line("upper", List.of("a", "b"));
        assertThat(resume(line).err()).doesNotContain("going on");
        assertThat(essence()).containsExactlyElementsOf(whole(line));
    }

    @Test
    void N1_completeFile_isLeftAlone() throws Exception {
        var line = line("upper", List.of("a", "b"));
        run(line);
        var before = Files.readString(output);
        var time = Files.getLastModifiedTime(output);
        var ended = resume(line);
        assertThat(ended.status()).isZero();
        assertThat(ended.err())
                .isEqualTo(
                        "procession: nothing to do: 2 of 2 inputs have their value"
                                + System.lineSeparator());
        assertThat(Files.readString(output)).isEqualTo(before);
        assertThat(Files.getLastModifiedTime(output)).isEqualTo(time);
    }

    @Test
    void N1_completeButForItsSummary_getsThat() throws Exception {
        var line = line("upper", List.of("a", "b", "c"));
        run(line);
        var whole = essence();
        var all = lines();
        // As a run leaves it that is killed before it has put in order what it has.
        Files.write(output, List.of(all.get(0), all.get(3), all.get(1), all.get(2)));
        assertThat(resume(line).status()).isZero();
        assertThat(essence()).containsExactlyElementsOf(whole);
    }

    @Test
    void N1_output_holdsText_too() throws Exception {
        var line = line("upper", List.of("a", "b"));
        line.remove("--json");
        assertThat(run(line).status()).isZero();
        assertThat(lines()).containsExactly("A", "B");
    }

    // ---- what is refused ---------------------------------------------------------------------

    private void assertRefused(List<String> line, String problem) throws Exception {
        var before = Files.exists(output) ? Files.readString(output) : null;
        var ended = run(line);
        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.err())
                .hasLineCount(1)
                .startsWith("procession map: " + problem)
                .endsWith(" (see procession map --help)" + System.lineSeparator());
        assertThat(Files.exists(output) ? Files.readString(output) : null).isEqualTo(before);
    }

    private static List<String> resuming(List<String> line) {
        return Stream.concat(line.stream(), Stream.of("--resume")).toList();
    }

    @Test
    void N1_fileOfAnotherRun_isRefusedAndNotTouched() throws Exception {
        run(line("upper", List.of("a", "b")));
        var refused = "--output cannot be used: ";
        assertRefused(
                resuming(line("upper", List.of("b", "a"))),
                refused
                        + "it is of other inputs, or of the same in another order: --output="
                        + output);
        assertRefused(
                resuming(line("found", List.of("a", "b"))),
                refused
                        + "it is of another task:"
                        + " {\"run\":{\"task\":\"java.lang.String dev.procession.cli.Tasks::upper(");
        Files.writeString(output, "precious\n");
        assertRefused(
                resuming(line("upper", List.of("a", "b"))),
                refused + "it was not written by procession map --json --output: --output=");
        Files.writeString(output, "precious");
        assertRefused(
                resuming(line("upper", List.of("a", "b"))),
                refused + "it was not written by procession map --json --output: --output=");
    }

    @Test
    void N1_damageInTheMiddle_isRefusedAndNotTouched() throws Exception {
        var line = line("upper", List.of("a", "b", "c"));
        run(line);
        var all = new ArrayList<>(lines());
        all.set(2, all.get(2).substring(7));
        Files.write(output, all);
        assertRefused(
                resuming(line),
                "--output cannot be used: line 3 is damaged: remove it, and its input is run again:");
        all.remove(2);
        Files.write(output, all);
        assertThat(resume(line).status()).isZero();
        assertThat(essence()).containsExactlyElementsOf(whole(line));
    }

    @Test
    void N1_fileThatIsThere_isNotOverwritten() throws Exception {
        Files.writeString(output, "precious\n");
        assertRefused(
                line("upper", List.of("a")),
                "--output cannot be used: it is there already and not empty; go on with it by --resume,"
                        + " or remove it first: --output="
                        + output);
        Files.delete(output);
        output = directory;
        assertThat(run(line("upper", List.of("a"))).err())
                .startsWith("procession map: --output cannot be used: it is no regular file; ");
        output = directory.resolve("missing/out");
        assertThat(run(line("upper", List.of("a"))).err())
                .startsWith("procession map: --output cannot be used: ")
                .contains("(No such file or directory)");
    }

    @Test
    void N1_fileThatIsBeingWritten_isRefused() throws Exception {
        var line = line("gated", gated(20), "-j", "1");
        try (var command = start(line)) {
            awaitLines(11);
            var second = new ArrayList<>(line);
            second.add("--resume");
            var ended = run(second);
            assertThat(ended.status()).isEqualTo(2);
            assertThat(ended.err())
                    .contains("--output cannot be used: another process writes to it");
            Files.createFile(gate);
            assertThat(command.await().status()).isZero();
        }
        assertThat(begun()).isEqualTo(20);
    }

    @Test
    void N1_standardInput_cannotBeResumed() throws Exception {
        var line = line("upper", List.of(), "--input-file", "-");
        assertRefused(
                resuming(line),
                "--resume needs inputs that can be read again: arguments, or an --input-file that is a"
                        + " regular file: --input-file=-");
        var inputs = Files.writeString(directory.resolve("inputs"), "a\nb\n");
        try (var command = start(line, ProcessBuilder.Redirect.from(inputs.toFile()))) {
            assertThat(command.await().status()).isZero();
        }
        assertThat(essence().get(1)).contains("\"value\":\"A\"");
        assertRefused(
                resuming(line("upper", List.of(), "--input-file", inputs.toString())),
                "--output cannot be used: it is of other inputs");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--resume|--resume goes on with an --output file, which is missing",
                "--resume --output x|--resume needs --json: without it, results do not tell their inputs",
            })
    void N1_optionsThatLackAnother_areOneLine(String options, String message) throws Exception {
        List<String> line = new ArrayList<>(List.of("map", TASKS + "::upper", "a"));
        line.addAll(List.of(options.split(" ")));
        var ended = CommandProcess.run(directory, line.toArray(String[]::new));
        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.err())
                .isEqualTo(
                        "procession map: "
                                + message
                                + " (see procession map --help)"
                                + System.lineSeparator());
    }

    @Test
    void N1_everyPlaceWhereAFileMayBeTorn_isSurvived() throws Exception {
        run(line("upper", List.of("a", "\"é\\", "c")));
        byte[] whole = Files.readAllBytes(output);
        var text = new String(whole, StandardCharsets.UTF_8);
        var inputs = RunHeader.Fingerprint.of(List.of("a", "\"é\\", "c"), null, '\n');
        var task = "java.lang.String dev.procession.cli.Tasks::upper(java.lang.String)";
        var header = new RunHeader(task, inputs);
        assertThat(text).startsWith(header.line() + "\n");
        for (int length = 0; length <= whole.length; length++) {
            try (var file = new RandomAccessFile(output.toFile(), "rw")) {
                file.setLength(length);
                file.seek(0);
                file.write(whole, 0, length);
                var contents = OutputContents.read(file, header);
                var kept = new String(whole, 0, length, StandardCharsets.ISO_8859_1);
                var lines = kept.substring(0, kept.lastIndexOf('\n') + 1).lines().toList();
                var outcomes = (int) lines.stream().skip(1).limit(3).count();
                assertThat(contents.ok().cardinality()).isEqualTo(outcomes);
                assertThat(contents.end())
                        .isEqualTo(
                                lines.stream()
                                        .limit(1 + outcomes)
                                        .mapToLong(l -> l.length() + 1L)
                                        .sum());
                assertThat(contents.isFinished(true)).isEqualTo(length == whole.length);
            }
        }
    }
}
