package dev.procession.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive as who downloads it has it: made by the command, unpacked elsewhere, and run. */
class ArchiveIT {

    private static final String NOTE = "NOTE: Picked up JDK_JAVA_OPTIONS";

    @TempDir static Path all;

    private static Path home;

    @BeforeAll
    static void unpack() throws Exception {
        var clone = Folders.cloneInto(all.resolve("a clone"));
        var made = Command.in(all, "a clone/bin/procession", "dist").withQuickMaven().run();
        assertThat(made.status()).describedAs("%s", made).isZero();
        assertThat(made.out()).hasSize(1);
        var archive = Path.of(made.out().getFirst());
        assertThat(archive.getParent()).isEqualTo(clone.toRealPath().resolve("target/dist"));

        var empty = Files.createDirectory(all.resolve("an empty folder"));
        assertThat(Command.in(empty, "tar", "-xzf", archive.toString()).run().status()).isZero();
        assertThat(Folders.names(empty))
                .containsExactly(archive.getFileName().toString().replace(".tar.gz", ""));
        home = empty.resolve(Folders.names(empty).getFirst());
        for (var name : List.of("session", "tmp", "elsewhere")) {
            Files.createDirectory(all.resolve(name));
        }
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        assertThat(Folders.names(all.resolve("session"))).isEmpty();
        assertThat(Folders.names(all.resolve("tmp")))
                .allMatch(name -> name.matches("(procession-crashes|hsperfdata).*"));
    }

    @Test
    void content_isTheCommandItsJarsAndTheirLicences() throws IOException {
        assertThat(Folders.names(home))
                .containsExactly(
                        "CHANGELOG.md", "LICENSE", "README.md", "bin", "docs", "lib", "licenses");
        assertThat(Folders.names(home.resolve("bin"))).containsExactly("lib", "procession");
        assertThat(Folders.names(home.resolve("bin/lib"))).containsExactly("jdk.sh");
        var licences =
                Folders.names(home.resolve("licenses")).stream()
                        .map(name -> name.replace(".txt", "-"))
                        .toList();
        assertThat(Folders.names(home.resolve("lib")))
                .filteredOn(jar -> jar.startsWith("procession-"))
                .hasSize(2)
                .allMatch(jar -> jar.matches("procession-(cli|core)-.*"));
        assertThat(Folders.names(home.resolve("lib")))
                .filteredOn(jar -> !jar.startsWith("procession-"))
                .isNotEmpty()
                .allMatch(jar -> licences.stream().anyMatch(jar::startsWith), "has a licence");
    }

    @Test
    void version_isTheArchives() throws Exception {
        var ended = run(home.resolve("bin/procession"), "--version");
        assertThat(ended.status()).describedAs("%s", ended).isZero();
        assertThat(ended.out())
                .first()
                .isEqualTo(home.getFileName().toString().replaceFirst("-", " "));
    }

    @Test
    void map_byASymbolicLink_fromElsewhere_runsInWorkers() throws Exception {
        var link = Files.createSymbolicLink(all.resolve("link"), home.resolve("bin/procession"));
        var ended = run(link, "map", "java.lang.Integer::parseInt", "7", "x");
        assertThat(ended.status()).describedAs("%s", ended).isEqualTo(1);
        assertThat(ended.out()).containsExactly("7");
        assertThat(ended.err())
                .last()
                .asString()
                .startsWith("procession: 2 inputs: 1 ok, 1 exception");
    }

    @Test
    void closedInput_isAnEmptyOne() throws Exception {
        var ended = runInShell("map java.lang.Integer::parseInt --input-file - <&-");
        assertThat(ended.status()).describedAs("%s", ended).isZero();
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err()).singleElement().asString().startsWith("procession: 0 inputs: 0 ok");
    }

    @Test
    void closedOutputs_takeNothing_andNoFileIsTakenForThem() throws Exception {
        var ended = runInShell("map java.lang.Integer::parseInt 7 x >&-");
        assertThat(ended.status()).describedAs("%s", ended).isEqualTo(1);
        assertThat(runInShell("map java.lang.Integer::parseInt 7 2>&-").out()).containsExactly("7");
    }

    private static Command.Ended runInShell(String words) throws Exception {
        var script = "exec '" + home.resolve("bin/procession") + "' " + words;
        return run(Path.of("/bin/sh"), "-c", script);
    }

    @Test
    void demo_endsWell() throws Exception {
        var ended = run(home.resolve("bin/procession"), "demo", "--seconds", "0.1");
        assertThat(ended.status()).describedAs("%s", ended).isZero();
        assertThat(ended.out()).contains("Five hostile inputs, five outcomes");
    }

    @Test
    void noJdkThatIsNewEnough_isSaid() throws Exception {
        var demanding = all.resolve("demanding");
        Folders.copy(home, demanding);
        var finder = demanding.resolve("bin/lib/jdk.sh");
        var text = Files.readString(finder);
        Files.writeString(finder, text.replace("minimum_jdk=25", "minimum_jdk=999"));
        var ended = run(demanding.resolve("bin/procession"), "--version");
        assertThat(ended.status()).isEqualTo(127);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err())
                .singleElement()
                .asString()
                .startsWith(
                        "procession: no JDK 999 or later was found (looked at JAVA_HOME, which is ")
                .endsWith("or set JAVA_HOME to yours.");
    }

    @Test
    void folderWithAColon_isRefused() throws Exception {
        var folder = all.resolve("a:b");
        Folders.copy(home, folder);
        var ended = run(folder.resolve("bin/procession"), "--version");
        assertThat(ended.status()).isEqualTo(126);
        assertThat(ended.err())
                .containsExactly(
                        "procession: the folder "
                                + folder.toRealPath()
                                + " has a colon in its path, which would split the JVM's class path;"
                                + " move or rename it");
    }

    /** Runs a command with nothing of this JVM's environment but the way to its JDK. */
    private static Command.Ended run(Path command, String... arguments) throws Exception {
        var words = new String[arguments.length + 1];
        words[0] = command.toString();
        System.arraycopy(arguments, 0, words, 1, arguments.length);
        var ended = Command.in(all.resolve("elsewhere"), words).withOnly(environment()).run();
        var errors = ended.err().stream().filter(line -> !line.startsWith(NOTE)).toList();
        return new Command.Ended(ended.status(), ended.out(), errors);
    }

    private static Map<String, String> environment() {
        Map<String, String> variables = new HashMap<>();
        variables.put("PATH", System.getenv("PATH"));
        variables.put("JAVA_HOME", System.getProperty("java.home"));
        variables.put(
                "JDK_JAVA_OPTIONS",
                "-Dprocession.cache=off -Dprocession.directory=%s -Djava.io.tmpdir=%s"
                        .formatted(all.resolve("session"), all.resolve("tmp")));
        return variables;
    }
}
