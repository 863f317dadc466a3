package dev.procession.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetFinderTest {

    private static final String TASKS = Tasks.class.getName();

    @TempDir Path directory;

    private static Target find(String task) {
        try (var finder = new TargetFinder(List.of())) {
            return finder.inClass(TaskName.parse(task));
        }
    }

    private Target compiled(String task, String source) throws Exception {
        var name = TaskName.parse(task);
        Files.writeString(Path.of(name.owner()), source);
        var classes = Files.createDirectory(directory.resolve("classes"));
        var names = SourceFile.compile(Path.of(name.owner()), List.of(), classes);
        try (var finder = new TargetFinder(List.of(classes))) {
            return finder.inSource(name, names);
        }
    }

    @Test
    void method_static_isFound() {
        assertThat(find(TASKS + "::half").toString())
                .isEqualTo("int dev.procession.cli.Tasks::half(int)");
        assertThat(find(TASKS + "::nothing").isVoid()).isTrue();
        assertThat(find("java.lang.Long::parseLong").parameterType()).isEqualTo("java.lang.String");
    }

    @Test
    void method_ofANestedClass_isFoundByDots() {
        assertThat(find(TASKS + ".Initialized::pid").className())
                .isEqualTo("dev.procession.cli.Tasks$Initialized");
    }

    @Test
    void method_overloaded_isTheOnlyConvertibleOne() {
        assertThat(find(TASKS + "::onlyOne").parameterType()).isEqualTo("java.lang.String");
    }

    @Test
    void method_namedWithItsParameter_isThatOne() {
        assertThat(find(TASKS + "::over(BigInteger)").parameterType())
                .isEqualTo("java.math.BigInteger");
        assertThat(find(TASKS + "::over(int)").parameterType()).isEqualTo("int");
    }

    @Test
    void function_asClass_isFoundWithItsParameter() {
        assertThat(find(TASKS + ".Length").toString())
                .isEqualTo(
                        "java.lang.Integer dev.procession.cli.Tasks$Length::apply(java.lang.String)");
        assertThat(find(TASKS + "$Parent").parameterType()).isEqualTo("java.nio.file.Path");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "T::uper|there is no such method: T::uper; did you mean T::upper?",
                "T::absent|there is no such method: T::absent",
                "T::over|several methods fit, name one of them: T::over(int), T::over(java.math.BigInteger)",
                "T::over(long)|no such overload: T::over(long); there is T::over(int),"
                        + " T::over(java.math.BigInteger)",
                "T::notStatic|a task must be static and take one argument: T::notStatic is public int"
                        + " T.notStatic(java.lang.String)",
                "T::two|a task must be static and take one argument: T::two is public static int"
                        + " T.two(java.lang.String,java.lang.String)",
                "T::stream|no input can be made a java.io.InputStream, which has neither a constructor with"
                        + " one string nor a static of, valueOf or parse: T::stream(java.io.InputStream)",
                "T$NeedsMore|a function must be a class that can be made without arguments:"
                        + " class=T$NeedsMore",
                "no.such.Type::x|there is no such class on the class path, which -cp sets:"
                        + " class=no.such.Type",
            })
    void task_thatIsWrong_isRefusedWithAHint(String task, String message) {
        assertThatThrownBy(() -> find(task.replace("T", TASKS).replace(TASKS + "ype", "Type")))
                .isInstanceOf(UsageException.class)
                .hasMessage(message.replaceAll("\\bT\\b", TASKS.replace("$", "\\$")));
    }

    @Test
    void class_mistyped_isSuggestedFromTheClassPath() throws Exception {
        Files.createDirectories(directory.resolve("com/acme"));
        Files.createFile(directory.resolve("com/acme/Report.class"));
        try (var finder = new TargetFinder(List.of(directory))) {
            assertThatThrownBy(() -> finder.inClass(TaskName.parse("com.acme.Reprot::x")))
                    .hasMessage(
                            "there is no such class on the class path, which -cp sets:"
                                    + " class=com.acme.Reprot; did you mean com.acme.Report?");
        }
    }

    @Test
    void source_withOneMethod_needsNoName() throws Exception {
        var file = directory.resolve("One.java");
        var target =
                compiled(
                        file.toString(),
                        "class One { static int length(String s) { return 1; }"
                                + " public static void main(String[] a) {} }");
        assertThat(target.toString()).isEqualTo("int One::length(java.lang.String)");
    }

    @Test
    void source_withAFunction_isThat() throws Exception {
        var file = directory.resolve("F.java");
        var target =
                compiled(
                        file.toString(),
                        "class F implements java.util.function.Function<Integer, String> {"
                                + " public String apply(Integer i) { return null; } }");
        assertThat(target.parameterType()).isEqualTo("java.lang.Integer");
    }

    @Test
    void source_inAPackage_isFoundByTheMethod() throws Exception {
        var file = directory.resolve("Any.java");
        var target =
                compiled(
                        file + "::task",
                        "package a.b; class Other { static int task(long l) { return 1; } }");
        assertThat(target.toString()).isEqualTo("int a.b.Other::task(long)");
    }

    @Test
    void source_withSeveralMethods_listsThem() {
        var file = directory.resolve("Two.java");
        assertThatThrownBy(() ->
                        compiled(
                                file.toString(),
                                "class Two { static int a(int i) { return i; }"
                                        + " static int b(int i) { return i; } }"))
                .hasMessage(
                        "the source file has several methods, name one of them: "
                                + file
                                + "::a, "
                                + file
                                + "::b");
    }

    private static final String FUNCTION =
            "class F implements java.util.function.Function<Integer, String> {"
                    + " public String apply(Integer i) { return null; } ";

    @Test
    void source_withAFunctionAmongMethods_isNotGuessed() {
        var file = directory.resolve("Two.java");
        assertThatThrownBy(() ->
                        compiled(
                                file.toString(),
                                "class Two { static int a(int i) { return i; }"
                                        + " static int b(int i) { return i; } static "
                                        + FUNCTION
                                        + "} }"))
                .hasMessageContaining("several methods, name one of them: " + file + "::a, ");
    }

    @Test
    void source_withAFunctionAndItsHelper_isTheFunction() throws Exception {
        var file = directory.resolve("F.java");
        var target = compiled(file.toString(), FUNCTION + "static int a(int i) { return i; } }");
        assertThat(target.parameterType()).isEqualTo("java.lang.Integer");
    }

    @Test
    void source_thatDoesNotCompile_showsTheErrors() {
        var file = directory.resolve("Bad.java");
        assertThatThrownBy(() -> compiled(file.toString(), "class Bad {\n  int x = y;\n}"))
                .isInstanceOf(UsageException.class)
                .hasMessage(
                        "the source file does not compile: TASK="
                                + file
                                + System.lineSeparator()
                                + file
                                + ":2: cannot find symbol; symbol:   variable y; location: class Bad");
    }
}
