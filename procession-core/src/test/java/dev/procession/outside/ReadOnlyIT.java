package dev.procession.outside;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.testing.Namespaces;
import dev.procession.testing.PlainJvm;
import dev.procession.testing.Victim;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A root that is read-only, as {@code docker run --read-only} has it. */
class ReadOnlyIT {

    private static final String READ_ONLY =
            "mount --bind %1$s %1$s; mount -o remount,bind,ro %1$s; ";
    private static final String ROOT = "mount -o remount,bind,ro /";
    private static final String SHARED = READ_ONLY.formatted("/dev/shm");

    private static Victim start(String script, String temporary) {
        List<String> options = List.of("-Djava.io.tmpdir=" + temporary);
        return Victim.startCommand(
                PlainJvm.command(Namespaces.mounting(script), options, SmallWork.class));
    }

    @Test
    void onlyTheTemporaryDirectoryIsWritable_everythingRuns() {
        String script = SHARED + "mount -t tmpfs -o mode=1777 none {base}; " + ROOT;
        try (Victim program = start(script, Victim.BASE)) {
            assertThat(program.awaitEnd()).describedAs("%s", program.errors()).isZero();
            assertThat(program.output()).containsExactlyElementsOf(SmallWork.ALL_WELL);
            assertThat(program.errors()).isEmpty();
        }
    }

    @Test
    void onlySharedMemoryIsWritable_oneLineSaysWhereReportsOfCrashesGo() {
        String script = "mount -t tmpfs -o mode=1777 none /dev/shm; " + ROOT;
        try (Victim program = start(script, "/")) {
            assertThat(program.awaitEnd()).describedAs("%s", program.errors()).isZero();
            assertThat(program.output()).containsExactlyElementsOf(SmallWork.ALL_WELL);
            assertThat(program.errors())
                    .filteredOn(line -> line.startsWith("WARNING: "))
                    .singleElement()
                    .asString()
                    .contains("there is no room for reports of crashes in java.io.tmpdir");
        }
    }

    @Test
    void nothingIsWritable_theErrorSaysWhatToName() {
        try (Victim program = start(SHARED + ROOT, "/")) {
            assertThat(program.awaitEnd()).isEqualTo(1);
            assertThat(program.errors().getFirst())
                    .contains("no session directory could be made below /")
                    .contains("name a writable one by -Dprocession.directory=");
        }
    }
}
