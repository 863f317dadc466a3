package dev.procession.internal.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which options of its parent's JVM a child gets. */
class InheritedOptionsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-Dkey=value",
                "-Dempty",
                "-ea",
                "-ea:com.acme...",
                "-enableassertions",
                "-da:com.acme.Slow",
                "-esa",
                "-dsa",
                "--enable-preview",
                "-Xss2m",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
                "--add-reads=a=b",
                "--add-modules=java.sql",
            })
    void select_passedOn_isKept(String option) {
        assertThat(InheritedOptions.select(List.of(option, "Main", "-Dnot=this")))
                .containsExactly(option);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-Dcom.sun.management.jmxremote",
                "-Dcom.sun.management.jmxremote.port=9010",
                "-Xmx1g",
                "-Xms1g",
                "-XX:+UseG1GC",
                "-XX:HeapDumpPath=/x",
                "-javaagent:agent.jar",
                "-agentlib:jdwp=transport=dt_socket",
                "-agentpath:/x.so",
                "-Xdebug",
                "-Xlog:gc",
                "-verbose:class",
                "-server",
                "--enable-native-access=ALL-UNNAMED",
                "--module-path=mods",
                "-Xshare:off",
                "-Xbootclasspath/a:x.jar",
            })
    void select_ofTheParentAlone_isDropped(String option) {
        assertThat(InheritedOptions.select(List.of(option, "Main"))).isEmpty();
    }

    @Test
    void select_optionWithAWordAfterIt_isJoinedOrDroppedWithIt() {
        assertThat(
                        InheritedOptions.select(
                                List.of(
                                        "-cp",
                                        "-Dtrap.jar",
                                        "--add-opens",
                                        "java.base/java.util=ALL-UNNAMED",
                                        "--module-path",
                                        "-ea",
                                        "-Dkept=1",
                                        "Main")))
                .containsExactly("--add-opens=java.base/java.util=ALL-UNNAMED", "-Dkept=1");
    }

    @Test
    void select_stopsAtWhatIsRun() {
        assertThat(InheritedOptions.select(List.of("-Da=1", "Main", "-Db=2")))
                .containsExactly("-Da=1");
        assertThat(InheritedOptions.select(List.of("-Da=1", "-jar", "x.jar", "-Db=2")))
                .containsExactly("-Da=1");
        assertThat(InheritedOptions.select(List.of("-Da=1", "-m", "mod/Main", "-Db=2")))
                .containsExactly("-Da=1");
        assertThat(InheritedOptions.select(List.of("-Da=1", "--module", "mod/Main", "-Db=2")))
                .containsExactly("-Da=1");
    }
}
