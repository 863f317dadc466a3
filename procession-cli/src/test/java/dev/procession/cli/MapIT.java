package dev.procession.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code procession map}, from the command line to the exit status. */
class MapIT {

    private static final String TASKS = Tasks.class.getName();

    @TempDir Path directory;

    private CommandProcess.Ended map(String... arguments) throws Exception {
        var line = new String[arguments.length + 1];
        line[0] = "map";
        System.arraycopy(arguments, 0, line, 1, arguments.length);
        return CommandProcess.run(directory, line);
    }

    /** Reads the value of a member; good enough for what the tests look at. */
    private static String member(String json, String name) {
        return json.replaceFirst(".*?\"" + name + "\":(\"(?:[^\"\\\\]|\\\\.)*\"|[^,}]*).*", "$1");
    }

    @Test
    void values_ofAllInputs_comeInTheirOrder() throws Exception {
        var ended = map(TASKS + "::upper", "a", "b", "c", "-j", "2");
        assertThat(ended.out()).containsExactly("A", "B", "C");
        assertThat(ended.err()).contains("procession: 3 inputs: 3 ok; ");
        assertThat(ended.status()).isZero();
    }

    @Test
    void output_ofTheTask_goesToStandardError() throws Exception {
        var ended = map(TASKS + "::word", "one", "-q");
        assertThat(ended.out()).containsExactly("{\"text\":\"one\",\"length\":3}");
        assertThat(ended.err()).isEqualTo("seen one" + System.lineSeparator());
    }

    @Test
    void method_withoutValue_printsNothing() throws Exception {
        var ended = map(TASKS + "::nothing", "x", "-q");
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err()).isEqualTo("nothing of x" + System.lineSeparator());
    }

    @Test
    void task_thatReadsItsInput_findsTheEndOfIt() throws Exception {
        assertThat(map(TASKS + "::stdin", "x", "-q").out()).containsExactly("-1");
    }

    @Test
    void class_ofTheTask_isInitializedInWorkersOnly() throws Exception {
        var ended = map(TASKS + ".Initialized::pid", "x", "-q", "-j", "1");
        assertThat(ended.err())
                .isEqualTo("initialized in " + ended.out().getFirst() + System.lineSeparator());
    }

    @Test
    void json_ofEveryEnding_hasItsShape() throws Exception {
        var ended =
                map(
                        TASKS + "::act",
                        "fine",
                        "throw",
                        "custom",
                        "cancel",
                        "exit",
                        "kill",
                        "halt",
                        "heap",
                        "hang",
                        "fine",
                        "--json",
                        "--timeout",
                        "3s",
                        "--max-heap",
                        "64m",
                        "-j",
                        "2");
        assertThat(ended.out()).hasSize(11);
        assertThat(ended.out().stream().limit(10).map(each -> member(each, "status")))
                .containsExactly(
                        "\"ok\"",
                        "\"exception\"",
                        "\"exception\"",
                        "\"exception\"",
                        "\"died\"",
                        "\"died\"",
                        "\"died\"",
                        "\"memory\"",
                        "\"timeout\"",
                        "\"ok\"");
        assertThat(ended.out().getFirst())
                .matches(
                        "\\{\"index\":0,\"input\":\"fine\",\"status\":\"ok\",\"value\":\"fine\","
                                + "\"millis\":\\d+,\"attempts\":1,\"pid\":\\d+}");
        assertThat(ended.out().get(1))
                .contains(
                        "\"error\":{\"type\":\"java.lang.IllegalStateException\",\"message\":\"thrown\",")
                .contains("\"cause\":\"java.lang.RuntimeException: deep\"")
                .contains("\"stack\":[\"dev.procession.cli.Tasks.act(Tasks.java:");
        assertThat(member(ended.out().get(2), "type"))
                .isEqualTo("\"dev.procession.cli.Tasks$Custom\"");
        assertThat(member(ended.out().get(3), "type"))
                .isEqualTo("\"java.util.concurrent.CancellationException\"");
        assertThat(member(ended.out().get(4), "exitCode")).isEqualTo("0");
        assertThat(member(ended.out().get(5), "signal")).isEqualTo("9");
        assertThat(member(ended.out().get(6), "exitCode")).isEqualTo("7");
        assertThat(ended.out().getLast())
                .startsWith(
                        "{\"summary\":{\"inputs\":10,\"ok\":2,\"exception\":3,\"timeout\":1,\"memory\":1,"
                                + "\"died\":3,\"cancelled\":0,\"seconds\":");
        assertThat(ended.status()).isEqualTo(1);
    }

    @Test
    void F22_anInputThatTakesTooMuchMemory_failsAlone() throws Exception {
        var ended = map(TASKS + "::act", "a", "native", "b", "c", "--max-rss", "192m", "-j", "1");
        assertThat(ended.out()).containsExactly("a", "b", "c");
        assertThat(ended.err())
                .containsPattern(
                        "procession: native: memory: \\[pool map] input 1 went over the limit on"
                                + " resident size and was killed with its worker: worker=map-1,"
                                + " pid=\\d+, resident=\\d+ bytes, limit=201326592 bytes; ")
                .contains("4 inputs: 3 ok, 1 memory; ");
        assertThat(ended.status()).isEqualTo(1);
    }

    @Test
    void failure_withoutJson_isALineOnStandardError() throws Exception {
        var ended = map(TASKS + "::half", "8", "x", "4", "-q");
        assertThat(ended.out()).containsExactly("4", "2");
        assertThat(ended.err())
                .isEqualTo(
                        "procession: x: exception: java.lang.IllegalArgumentException: the input is no int:"
                                + " input=\"x\"; java.lang.NumberFormatException: For input string: \"x\""
                                + System.lineSeparator());
        assertThat(ended.status()).isEqualTo(1);
    }

    @Test
    void retries_asked_areCounted() throws Exception {
        var file = directory.resolve("mark").toString();
        var ended = map(TASKS + "::onSecondTry", file, "--retries", "2", "--json");
        assertThat(member(ended.out().getFirst(), "attempts")).isEqualTo("2");
        assertThat(ended.status()).isZero();
    }

    @Test
    void failFast_onAFailure_cancelsWhatWasTaken() throws Exception {
        var ended =
                map(TASKS + "::act", "hang", "throw", "hang", "--fail-fast", "--json", "-j", "2");
        assertThat(ended.out().stream().map(each -> member(each, "status")).limit(3))
                .containsExactly("\"cancelled\"", "\"exception\"", "\"cancelled\"");
        assertThat(ended.status()).isEqualTo(1);
    }

    @Test
    void unordered_withASlowInput_printsTheOthersFirst() throws Exception {
        var ended =
                map(
                        TASKS + "::act",
                        "hang",
                        "b",
                        "--unordered",
                        "--timeout",
                        "2s",
                        "--json",
                        "-j",
                        "2");
        assertThat(ended.out().stream().limit(2).map(each -> member(each, "index")))
                .containsExactly("1", "0");
    }

    @Test
    void inputs_ofAFile_followTheArguments() throws Exception {
        var file = Files.writeString(directory.resolve("inputs"), "b\0c\nd\0");
        var ended = map(TASKS + "::upper", "a", "--input-file", file.toString(), "--null", "-q");
        assertThat(ended.out()).containsExactly("A", "B", "C", "D");
    }

    @Test
    void inputs_thatCannotBeReadToTheEnd_areTold() throws Exception {
        var file =
                Files.write(directory.resolve("inputs"), new byte[] {'a', '\n', (byte) 0xff, '\n'});
        var ended = map(TASKS + "::upper", "--input-file", file.toString(), "-q");
        assertThat(ended.out()).containsExactly("A");
        assertThat(ended.err())
                .isEqualTo(
                        "procession: --input-file: input 2 is not UTF-8" + System.lineSeparator());
        assertThat(ended.status()).isEqualTo(2);
    }

    @Test
    void sourceFile_asTask_isCompiledAndLeavesNothing() throws Exception {
        var file =
                Files.writeString(
                        directory.resolve("Twice.java"),
                        "class Twice { static String twice(String s) { return s + s; } }");
        var nothing = ProcessBuilder.Redirect.from(new java.io.File("/dev/null"));
        try (var command =
                new CommandProcess(directory, nothing, "map", file.toString(), "ab", "-q")) {
            assertThat(command.await().out()).containsExactly("abab");
            assertThat(command.leftovers()).isEmpty();
        }
    }

    @Test
    void dryRun_startsNothingAndTellsThePlan() throws Exception {
        var ended = map(TASKS + "::half", "1", "2", "--dry-run", "-j", "3", "--timeout", "5s");
        assertThat(ended.out())
                .containsExactly(
                        "task     int dev.procession.cli.Tasks::half(int)",
                        "inputs   2",
                        "workers  3",
                        "timeout  5s",
                        "max heap the JVM's own choice",
                        "max rss  none",
                        "retries  0");
        assertThat(ended.status()).isZero();
    }

    @Test
    void manyInputs_ofAStream_allHaveTheirValue() throws Exception {
        var file = directory.resolve("many");
        Files.write(
                file,
                java.util.stream.IntStream.range(0, 50_000).mapToObj(String::valueOf).toList());
        try (var command =
                new CommandProcess(
                        directory,
                        ProcessBuilder.Redirect.from(file.toFile()),
                        "map",
                        TASKS + "::half",
                        "--input-file",
                        "-",
                        "-q")) {
            var out = command.await().out();
            assertThat(out).hasSize(50_000);
            assertThat(List.of(out.get(10), out.getLast())).containsExactly("5", "24999");
        }
    }
}
