package dev.procession.cli;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** The version that {@code procession --version} prints: the jar's, and the JVM's. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        var ours =
                Objects.requireNonNullElse(
                        Version.class.getPackage().getImplementationVersion(), "(not from a jar)");
        return new String[] {
            "procession " + ours,
            "Java " + Runtime.version() + " on " + System.getProperty("os.name")
        };
    }
}
