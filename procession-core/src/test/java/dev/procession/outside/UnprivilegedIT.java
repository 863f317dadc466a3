package dev.procession.outside;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.pool.ProcessPool;
import dev.procession.testing.Namespaces;
import dev.procession.testing.OtherUser;
import dev.procession.testing.PlainJvm;
import dev.procession.testing.Victim;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A user who owns nothing, whose home is missing or not to be written to, and who is nice. */
class UnprivilegedIT {

    /** Field 19 of {@code /proc/self/stat}, counted from the one after the name. */
    private static final int NICE_FIELD = 16;

    /** Says as whom a worker runs, and does a little of everything. */
    static final class Parent {
        public static void main(String[] arguments) throws Exception {
            try (ProcessPool pool = ProcessPool.of(1)) {
                System.out.println("user " + pool.submit(Parent::user).join());
                System.out.println("nice " + pool.submit(Parent::niceness).join());
            }
            SmallWork.main(arguments);
        }

        private static int user() throws IOException {
            return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        }

        private static String niceness() throws IOException {
            String stat = Files.readString(Path.of("/proc/self/stat"));
            return stat.substring(stat.lastIndexOf(") ") + 2).split(" ")[NICE_FIELD];
        }
    }

    private static void requireReadable(String path) throws Exception {
        if (OtherUser.command("test", "-r", path).start().waitFor() != 0) {
            String why = "NOT RUN: the user nobody cannot read " + path;
            System.err.println(why);
            Assumptions.abort(why);
        }
    }

    /** Only what is needed, since the tests' libraries may lie in somebody's home. */
    private static String classPath() throws Exception {
        URL own = Objects.requireNonNull(UnprivilegedIT.class.getResource("UnprivilegedIT.class"));
        Path tests = Path.of(own.toURI()).resolve("../../../..").normalize();
        return LibraryJar.folder() + File.pathSeparator + tests;
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nonexistent", "/proc"})
    void aUserWithoutAUsableHome_underNice(String home) throws Exception {
        OtherUser.require();
        requireReadable(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        requireReadable(LibraryJar.folder());
        List<String> launcher =
                new ArrayList<>(Namespaces.mounting("mount -t tmpfs -o mode=1777 none /dev/shm"));
        launcher.addAll(OtherUser.command("nice", "-n", "5", "env", "HOME=" + home).command());
        List<String> options =
                List.of("-Djava.io.tmpdir=/dev/shm", "-Duser.home=" + home, "-cp", classPath());
        try (Victim program =
                Victim.startCommand(PlainJvm.command(launcher, options, Parent.class))) {
            assertThat(program.awaitEnd()).describedAs("%s", program.errors()).isZero();
            List<String> expected = new ArrayList<>(List.of("user " + OtherUser.ID, "nice 5"));
            expected.addAll(SmallWork.ALL_WELL);
            assertThat(program.output()).isEqualTo(expected);
            assertThat(program.errors()).isEmpty();
        }
    }
}
