package dev.procession.outside;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.testing.Victim;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Code that is not on the class path comes to the workers all the same. */
class CodeAnywhereIT {

    /** Compiling takes time. */
    private static final Duration LIMIT = Duration.ofSeconds(50);

    private static final String SESSIONS = "-Dprocession.directory=" + Victim.BASE;

    @Test
    void aSourceFile_launchedAsItIs_withASibling() throws Exception {
        List<String> command = new ArrayList<>(List.of(program("java")));
        command.addAll(List.of(SESSIONS, "-Dprocession.cache=off"));
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp", LibraryJar.folder()));
        command.add(file("/places/source/Shapes.java"));
        try (Victim program = Victim.startCommand(command)) {
            assertThat(program.awaitEnd(LIMIT)).describedAs("%s", program.errors()).isZero();
            assertThat(program.errors()).isEmpty();
            assertThat(program.output())
                    .containsExactly(
                            "captured [8, 9, 10]",
                            "areas [3.0, 4.0]",
                            "result Circle[radius=3.0]",
                            "virtual [4, 5]",
                            "nested 5",
                            "thrown true",
                            "by name Square[side=6]",
                            "child Square[side=4]",
                            "exited(0)",
                            "managed Square[side=9]");
        }
    }

    /** In a JVM of its own, and in that of the tool, whose class path is empty. */
    @ParameterizedTest
    @ValueSource(strings = {"jdi", "local"})
    void aJShellSession_itsMethodsTypesAndVariables(String execution) throws Exception {
        List<String> command = new ArrayList<>(List.of(program("jshell"), "-s"));
        for (String to : List.of("-R", "-J")) {
            command.addAll(List.of(to + SESSIONS, to + "-Dprocession.cache=off"));
            command.add(to + "--enable-native-access=ALL-UNNAMED");
            command.add(to + "-Djava.util.prefs.userRoot=" + Victim.BASE);
        }
        command.addAll(List.of("--execution", execution, "--class-path", LibraryJar.folder()));
        command.addAll(List.of("DEFAULT", file("/places/jshell/session.jsh")));
        try (Victim session = Victim.startCommand(command)) {
            assertThat(session.awaitEnd(LIMIT)).describedAs("%s", session.errors()).isZero();
            List<String> said = session.output();
            assertThat(said)
                    .contains(
                            "method [12, 14, 16]",
                            "variable [102, 104, 106]",
                            "anew [98, 96, 94]",
                            "argument [3.0, 12.0]",
                            "result Circle[radius=3.0]",
                            "before [101]",
                            "after [8]",
                            "session 3.0",
                            "goes on 2");
            assertThat(said)
                    .anySatisfy(line ->
                            assertThat(line)
                                    .startsWith("refused ")
                                    .contains("the variable thread of the JShell session")
                                    .contains("java.lang.Thread is not serializable"));
        }
    }

    private static String program(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }

    private static String file(String resource) throws URISyntaxException {
        URL found = CodeAnywhereIT.class.getResource(resource);
        assertThat(found).as(resource).isNotNull();
        return Path.of(found.toURI()).toString();
    }
}
