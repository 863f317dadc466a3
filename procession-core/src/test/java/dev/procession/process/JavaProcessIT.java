package dev.procession.process;

import static dev.procession.process.Children.CAPTURED;
import static dev.procession.process.Children.outputOf;
import static dev.procession.process.Children.print;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.CodecException;
import dev.procession.ExitStatus;
import dev.procession.ProcessOptions;
import dev.procession.testing.Await;
import dev.procession.testing.Victim;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows P1 to P3, P6 and X3: one function in one process. */
class JavaProcessIT {

    static int counter = 1;

    // ---- P1: a function with arguments ----

    @Test
    void P1_function_runsInAnotherProcess() throws Exception {
        try (JavaProcess p =
                JavaProcess.start(
                        CAPTURED, () -> System.out.println(ProcessHandle.current().pid()))) {
            p.join();
            assertThat(p.capturedOutput().strip()).isEqualTo(Long.toString(p.pid()));
            assertThat(p.pid()).isNotEqualTo(ProcessHandle.current().pid());
            assertThat(p.exitStatus()).isEqualTo(ExitStatus.exited(0));
        }
    }

    @Test
    void P1_oneArgument_arrives() throws Exception {
        try (JavaProcess p = JavaProcess.start(CAPTURED, Children::print, "grüße 🎉")) {
            p.join();
            assertThat(p.capturedOutput()).isEqualTo("grüße 🎉\n");
        }
    }

    @Test
    void P1_methodReferenceBoundToAStream_isRefusedByName() {
        assertThatThrownBy(() -> JavaProcess.start(System.out::println, "hello"))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("java.io.PrintStream");
    }

    @Test
    void P1_nullArgument_arrives() throws Exception {
        try (JavaProcess p = JavaProcess.start(CAPTURED, Children::print, (String) null)) {
            p.join();
            assertThat(p.capturedOutput()).isEqualTo("null\n");
        }
    }

    @Test
    void P1_twoArguments_arriveInOrder() throws Exception {
        try (JavaProcess p = JavaProcess.start((a, b) -> write(a, b), file, "second")) {
            p.join();
        }
        assertThat(Files.readString(Path.of(file))).isEqualTo("second");
    }

    record Options(String user, int retries, List<String> tags) implements java.io.Serializable {}

    @Test
    void P1_recordAndMap_standForKeywordArguments() throws Exception {
        try (JavaProcess p =
                        JavaProcess.start(
                                CAPTURED,
                                JavaProcessIT::printOptions,
                                new Options("ann", 3, List.of("x", "y")));
                JavaProcess q =
                        JavaProcess.start(
                                CAPTURED,
                                JavaProcessIT::printMap,
                                Map.of("depth", List.of(1, 2)))) {
            p.join();
            q.join();
            assertThat(p.exitStatus()).as(p.capturedErrors()).isEqualTo(ExitStatus.exited(0));
            assertThat(p.capturedOutput()).isEqualTo("Options[user=ann, retries=3, tags=[x, y]]\n");
            assertThat(q.capturedOutput()).isEqualTo("{depth=[1, 2]}\n");
        }
    }

    @Test
    void P1_capturedVariable_isCopiedBothWays() throws Exception {
        int[] shared = {1};
        String go = file;
        try (JavaProcess p =
                JavaProcess.start(
                        CAPTURED,
                        () -> {
                            awaitFile(go);
                            System.out.println("child sees " + shared[0]);
                            shared[0] = 99;
                        })) {
            shared[0] = 2;
            Files.createFile(Path.of(go));
            p.join();
            assertThat(p.capturedOutput()).isEqualTo("child sees 1\n");
            assertThat(shared[0]).isEqualTo(2);
        }
    }

    @Test
    void P1_statics_startAfresh() throws Exception {
        counter = 7;
        assertThat(outputOf(() -> System.out.println(counter++))).isEqualTo("1\n");
        assertThat(counter).isEqualTo(7);
    }

    /** A main that has no guard. */
    static final class Unguarded {
        public static void main(String[] arguments) throws Exception {
            System.out.println("main ran");
            try (JavaProcess p = JavaProcess.start(() -> System.out.println("child ran"))) {
                p.join();
            }
        }
    }

    @Test
    void P1_parentsMain_doesNotRunInTheChild() {
        try (Victim parent = Victim.start(Unguarded.class)) {
            assertThat(parent.awaitEnd()).isZero();
            assertThat(parent.output()).containsExactly("main ran", "child ran");
        }
    }

    /** Its initializer starts a process whose lambda is decoded by initializing it again. */
    static final class Bomb {
        static final JavaProcess CHILD =
                JavaProcess.start(CAPTURED, () -> System.out.println("went off"));

        private Bomb() {}

        static JavaProcess ignite() {
            return CHILD;
        }
    }

    @Test
    void P1_startInStaticInitializerWhileDecoding_isRefused() throws Exception {
        try (JavaProcess p = Bomb.ignite()) {
            p.join();
            assertThat(p.exitStatus()).isEqualTo(ExitStatus.exited(1));
            assertThat(p.capturedOutput()).isEmpty();
            assertThat(p.capturedErrors())
                    .contains(
                            "a process must not be started by a static initializer in a child"
                                    + " process");
        }
    }

    /** Its initializer runs in the middle of a task, not while decoding. */
    static final class LateBomb {
        static final JavaProcess CHILD = JavaProcess.start(() -> print("went off"));

        private LateBomb() {}

        static void ignite() {
            print(CHILD);
        }
    }

    @Test
    void P1_startInStaticInitializerInATask_isRefused() throws Exception {
        try (JavaProcess p = JavaProcess.start(CAPTURED, () -> LateBomb.ignite())) {
            p.join();
            assertThat(p.exitStatus()).isEqualTo(ExitStatus.exited(1));
            assertThat(p.capturedErrors()).contains("must not be started by a static initializer");
        }
    }

    // ---- P2: the subclass form ----

    static final class Greeting extends ProcessTask {
        private static final long serialVersionUID = 1L;
        private final String whom;

        Greeting(String whom) {
            this.whom = whom;
        }

        @Override
        public void run() {
            System.out.println("hello " + whom);
        }
    }

    @Test
    void P2_subclass_runsWithItsFields() throws Exception {
        Greeting task = new Greeting("world");
        try (JavaProcess p = task.start(CAPTURED);
                JavaProcess again = task.start(CAPTURED.withName("again"))) {
            p.join();
            again.join();
            assertThat(p.exitCode()).hasValue(0);
            assertThat(p.capturedOutput()).isEqualTo("hello world\n");
            assertThat(again.capturedOutput()).isEqualTo("hello world\n");
        }
    }

    // ---- P3: names and family ----

    @Test
    void P3_main_isCalledMainProcessAndHasNoParent() {
        assertThat(JavaProcess.current().name()).isEqualTo("MainProcess");
        assertThat(JavaProcess.current().pid()).isEqualTo(ProcessHandle.current().pid());
        assertThat(JavaProcess.parent()).isEmpty();
    }

    @Test
    void P3_defaultNames_countUp() throws Exception {
        try (JavaProcess p = JavaProcess.start(() -> {});
                JavaProcess q = JavaProcess.start(() -> {})) {
            assertThat(p.name()).matches("Process-\\d+");
            int number = Integer.parseInt(p.name().substring(8));
            assertThat(q.name()).isEqualTo("Process-" + (number + 1));
            p.join();
            q.join();
        }
    }

    @Test
    void P3_child_knowsItselfAndItsParent() throws Exception {
        try (JavaProcess p =
                JavaProcess.start(
                        CAPTURED.withName("worker"),
                        () -> {
                            print(JavaProcess.current().name());
                            print(JavaProcess.current().pid());
                            print(JavaProcess.parent().orElseThrow().name());
                            print(JavaProcess.parent().orElseThrow().pid());
                            print(JavaProcess.current().parentPid());
                        })) {
            p.join();
            long self = ProcessHandle.current().pid();
            assertThat(p.capturedOutput().lines())
                    .containsExactly("worker", "" + p.pid(), "MainProcess", "" + self, "" + self);
        }
    }

    @Test
    void P3_grandchild_isNamedAfterTheChild() throws Exception {
        String out =
                outputOf(
                        CAPTURED.withName("Process-9"),
                        () -> {
                            try (JavaProcess q =
                                    JavaProcess.start(() -> {
                                        print(JavaProcess.current().name());
                                        print(JavaProcess.parent().orElseThrow().name());
                                    })) {
                                q.join();
                                print(q.exitStatus());
                            }
                        });
        assertThat(out.lines()).containsExactly("Process-9:1", "Process-9", "exited(0)");
    }

    @Test
    void P3_names_needNotBeUnique() throws Exception {
        ProcessOptions twin = CAPTURED.withName("twin");
        try (JavaProcess p = JavaProcess.start(twin, () -> {});
                JavaProcess q = JavaProcess.start(twin, () -> {})) {
            assertThat(p.name()).isEqualTo("twin").isEqualTo(q.name());
            assertThat(p.pid()).isNotEqualTo(q.pid());
        }
    }

    @Test
    void P3_active_hasLiveChildrenOnly() throws Exception {
        String go = file;
        try (JavaProcess p = JavaProcess.start(CAPTURED, () -> awaitFile(go))) {
            assertThat(JavaProcess.active()).containsExactly(p);
            assertThat(p.isAlive()).isTrue();
            Files.createFile(Path.of(go));
            p.join();
            assertThat(JavaProcess.active()).isEmpty();
            assertThat(p.isAlive()).isFalse();
        }
    }

    // ---- P6: misuse ----

    @Test
    void P6_startTwiceAndUseBeforeStart_cannotBeWritten() {
        assertThat(JavaProcess.class.getConstructors()).isEmpty();
        assertThat(
                        Arrays.stream(JavaProcess.class.getMethods())
                                .filter(method -> method.getName().equals("start"))
                                .map(Method::getModifiers))
                .isNotEmpty()
                .allMatch(Modifier::isStatic);
        assertThat(
                        Arrays.stream(JavaProcess.class.getMethods())
                                .map(Method::getName)
                                .filter(name -> name.startsWith("set")))
                .isEmpty();
    }

    @Test
    void P6_handleCapturedByATask_isRefusedWithItsType() throws Exception {
        try (JavaProcess p = Children.start(() -> {})) {
            assertThatThrownBy(() -> JavaProcess.start(() -> p.join()))
                    .isInstanceOf(CodecException.class)
                    .hasMessageContaining("dev.procession.process.JavaProcess")
                    .hasMessageContaining("action");
            p.join();
        }
    }

    @Test
    void P6_wrongOptions_areRefusedByMessage() {
        ProcessOptions options = ProcessOptions.defaults();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options.withName(" "))
                .withMessage("name must not be blank: name=\" \"");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options.withStartTimeout(Duration.ZERO))
                .withMessage("start timeout must be positive: timeout=PT0S");
        assertThatIllegalArgumentException().isThrownBy(() -> options.withMaxHeap("1k"));
        assertThatIllegalArgumentException().isThrownBy(() -> options.withMaxHeap("lots"));
    }

    // ---- X3: standard input ----

    @Test
    void X3_standardInput_isAtItsEnd() throws Exception {
        assertThat(outputOf(() -> print(System.in.read()))).isEqualTo("-1\n");
    }

    @Test
    void X3_standardInputOfAnOutsideCommand_isAtItsEndFromTheStart() throws Exception {
        String out =
                outputOf(() ->
                        print(
                                new ProcessBuilder("cat")
                                        .redirectInput(ProcessBuilder.Redirect.INHERIT)
                                        .start()
                                        .waitFor()));
        assertThat(out).isEqualTo("0\n");
    }

    // ---- what the children run ----

    @TempDir Path folder;

    /** A file that does not exist yet; a field so that lambdas cannot capture the test itself. */
    private String file;

    @org.junit.jupiter.api.BeforeEach
    void nameFile() {
        file = folder.resolve("file").toString();
    }

    static void printOptions(Options value) {
        System.out.println(value);
    }

    static void printMap(Map<String, List<Integer>> value) {
        System.out.println(value);
    }

    static void write(String path, String text) throws IOException {
        Files.writeString(Path.of(path), text);
    }

    static void awaitFile(String path) {
        Await.until(path + " exists", () -> new File(path).exists());
    }
}
