package dev.procession.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** What another user of this machine can do: the user nobody, which only root can become. */
public final class OtherUser {

    /** The user id of nobody. */
    public static final String ID = "65534";

    private OtherUser() {}

    /** Says loudly that a test cannot run here, if that is so. */
    public static void require() throws IOException {
        boolean isRoot = Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        boolean hasCommand =
                Files.isExecutable(Path.of("/usr/bin/setpriv"))
                        || Files.isExecutable(Path.of("/bin/setpriv"));
        if (!isRoot || !hasCommand) {
            String why = "NOT RUN: only root with the command setpriv can become another user";
            System.err.println(why);
            Assumptions.abort(why);
        }
    }

    /** Returns a command as the other user has it run. */
    public static ProcessBuilder command(String... command) {
        List<String> all =
                new ArrayList<>(
                        List.of("setpriv", "--reuid=" + ID, "--regid=" + ID, "--clear-groups"));
        all.addAll(List.of(command));
        return new ProcessBuilder(all).redirectErrorStream(true);
    }

    /** Asserts that a command of the other user fails for want of permission. */
    public static void assertDenied(String... command) throws Exception {
        Process process = command(command).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(String.join(" ", command)).isNotZero();
        assertThat(said).contains("Permission denied");
    }
}
