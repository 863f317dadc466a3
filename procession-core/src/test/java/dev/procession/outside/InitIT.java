package dev.procession.outside;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.testing.Namespaces;
import dev.procession.testing.PlainJvm;
import dev.procession.testing.Victim;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Row F12 where the program is process 1, as in a container: it adopts what has no parent. */
class InitIT {

    @TempDir Path folder;

    private Victim start(String how, String... jvmOptions) {
        List<String> launcher =
                Namespaces.launcher("--pid", "--fork", "--kill-child", "--mount-proc");
        List<String> options = new ArrayList<>(List.of(jvmOptions));
        options.add("-Dprocession.directory=" + Victim.BASE);
        return Victim.startCommand(
                PlainJvm.command(launcher, options, AsInit.class, how, folder.toString()));
    }

    private static List<String> said(Victim program) {
        assertThat(program.awaitEnd()).describedAs("%s", program.errors()).isZero();
        List<String> said = new ArrayList<>(program.output());
        assertThat(said.removeFirst()).isEqualTo("own pid 1");
        return said;
    }

    @Test
    void F12_workerIsKilled_noZombieIsLeft_norAnyOfTheGroup_andOthersKeepTheirStatus() {
        try (Victim program = start("killed", "--enable-native-access=ALL-UNNAMED")) {
            assertThat(said(program))
                    .containsExactly(
                            "failed WorkerDiedException",
                            "zombies none",
                            "sleeping [1002]",
                            "then 42",
                            "bystanders 7 8",
                            "zombies in the end none");
            assertThat(program.errors()).isEmpty();
        }
    }

    @Test
    void F12_workerIsKilledWithItsTree_alsoWhatLeftTheGroupIsReaped() {
        try (Victim program = start("overdue", "--enable-native-access=ALL-UNNAMED")) {
            assertThat(said(program))
                    .containsExactly(
                            "failed TaskTimeoutException",
                            "zombies none",
                            "sleeping []",
                            "then 42",
                            "bystanders 7 8",
                            "zombies in the end none");
            assertThat(program.errors()).isEmpty();
        }
    }

    @Test
    void F12_withoutNativeAccess_isSaidOnce_withTheRemedy() {
        try (Victim program = start("unreapable", "--illegal-native-access=deny")) {
            assertThat(said(program))
                    .contains("then 42", "bystanders 7 8", "zombies in the end some");
            assertThat(program.errors().stream().filter(line -> line.contains("zombies")))
                    .singleElement()
                    .asString()
                    .contains("docker run --init", "--enable-native-access=ALL-UNNAMED");
        }
    }
}
