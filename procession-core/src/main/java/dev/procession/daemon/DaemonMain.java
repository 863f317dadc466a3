package dev.procession.daemon;

import dev.procession.internal.launch.Self;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/** The main class of a daemon. */
final class DaemonMain {

    private DaemonMain() {}

    /**
     * Becomes the daemon of a name, and runs its body.
     *
     * @param arguments the daemon's directory
     * @throws IOException if that cannot be read or written
     */
    public static void main(String[] arguments) throws IOException {
        DaemonFiles files = DaemonFiles.at(Path.of(arguments[0]));
        Self.becomeRoot(files.name());
        System.setIn(InputStream.nullInputStream());
        Report report = new Report();
        if (!NameLocks.takeForGood(files.pid())) {
            report.send(Report.TAKEN);
            Runtime.getRuntime().halt(1);
        }
        PidFile own = PidFile.own();
        own.write(files.pid());
        Service.run(files, own, report);
    }
}
