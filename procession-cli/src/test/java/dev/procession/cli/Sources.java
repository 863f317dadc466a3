package dev.procession.cli;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the repository's files are, for tests that hold its documents to them. */
final class Sources {

    private Sources() {}

    static Path repository() {
        var folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("mvnw"))) {
            folder = folder.getParent();
        }
        return folder;
    }

    /** Tells whether it is a Java file of the tests of some module. */
    static boolean isTest(Path path) {
        return path.toString().endsWith(".java") && path.toString().contains("src/test/java");
    }
}
