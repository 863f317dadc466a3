package dev.procession.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The artifacts as somebody else's project has them: installed from a clone, and depended on.
 *
 * <p>They are installed into a local repository that is empty before and gone afterwards. The one
 * of this build stands behind it, read only, so that no plugin is loaded twice.
 */
class OutsideProjectIT {

    @TempDir static Path all;

    private static Path installed;
    private static Path outside;
    private static Path sessionsOfTests;

    @BeforeAll
    static void installAndBuild() throws Exception {
        var clone = Folders.cloneInto(all.resolve("clone"));
        maven(clone, "-Dmaven.test.skip=true", "install");
        installed = all.resolve("repository/dev/procession");

        outside = all.resolve("outside");
        Folders.copy(fixture(), outside);
        sessionsOfTests = Files.createDirectory(all.resolve("sessions"));
        maven(
                outside,
                "-Dprocession.cache=off",
                "-Dprocession.directory=" + sessionsOfTests,
                "package");
    }

    private static Path fixture() throws URISyntaxException {
        URL folder = OutsideProjectIT.class.getResource("/outside");
        return Path.of(Objects.requireNonNull(folder, "test resource outside").toURI());
    }

    private static void maven(Path project, String... arguments) throws Exception {
        var words = new ArrayList<String>();
        words.add(all.resolve("clone/mvnw").toString());
        words.addAll(List.of("-B", "-q", "-ntp"));
        words.add("-Dmaven.repo.local=" + all.resolve("repository"));
        words.add("-Dmaven.repo.local.tail=" + System.getProperty("procession.test.repository"));
        words.addAll(List.of(arguments));
        var ended = Command.in(project, words.toArray(String[]::new)).withQuickMaven().run();
        assertThat(ended.status()).describedAs("%s", ended).isZero();
    }

    @Test
    void install_hasSourcesJavadocAndBom_andNothingThatIsNotPublished() throws IOException {
        assertThat(Folders.names(installed))
                .containsExactly(
                        "procession", "procession-bom", "procession-cli", "procession-core");
        assertThat(artifacts("procession")).containsExactly(".pom");
        assertThat(artifacts("procession-bom")).containsExactly(".pom");
        for (var module : List.of("procession-cli", "procession-core")) {
            assertThat(artifacts(module))
                    .containsExactly("-javadoc.jar", "-sources.jar", ".jar", ".pom");
        }
    }

    @Test
    void bom_managesWhatIsPublished_andItsParentNothing() throws IOException {
        assertThat(pom("procession-bom"))
                .contains("<artifactId>procession-core</artifactId>")
                .contains("<artifactId>procession-cli</artifactId>");
        assertThat(pom("procession")).doesNotContain("<dependencyManagement>");
    }

    @Test
    void sourcesAndJavadoc_haveTheApi() throws IOException {
        assertThat(entries("procession-core", "-sources.jar"))
                .contains("module-info.java", "dev/procession/pool/ProcessPool.java");
        assertThat(entries("procession-core", "-javadoc.jar"))
                .contains("index.html", "dev.procession/dev/procession/pool/ProcessPool.html");
    }

    @Test
    void library_needsNothingElse() throws IOException {
        assertThat(Folders.names(lib("on-class-path")))
                .singleElement()
                .asString()
                .startsWith("procession-core-");
    }

    /** No option is needed, and none keeps it from working; nor is there a warning. */
    @ParameterizedTest
    @ValueSource(strings = {"warn", "deny"})
    void pool_onTheClassPath_runs(String nativeAccess) throws Exception {
        var classPath = classes("on-class-path") + File.pathSeparator + lib("on-class-path") + "/*";
        assertThat(run(nativeAccess, "-cp", classPath, "com.acme.words.Main"))
                .containsExactly("[1, 7, 0]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"warn", "deny"})
    void pool_onTheModulePath_runs(String nativeAccess) throws Exception {
        var modulePath = classes("on-module-path") + File.pathSeparator + lib("on-module-path");
        assertThat(
                        run(
                                nativeAccess,
                                "-p",
                                modulePath,
                                "-m",
                                "com.acme.shapes/com.acme.shapes.Main"))
                .containsExactly("[Square[side=2], Square[side=3]]", "in module com.acme.shapes");
    }

    /** Made by the framework's own plugin; its loader alone can open the jars within the jar. */
    @Test
    void pool_inAFatJar_opensTheApplicationsContextInEachWorker() throws Exception {
        Path jar = outside.resolve("in-fat-jar/target/in-fat-jar-1.jar");
        assertThat(run("deny", "-jar", jar.toString()))
                .containsExactly(
                        "[Greeting[text=hello Ada, length=9], Greeting[text=hello Alan, length=10]]",
                        "nested 42",
                        "library of the worker's own: true",
                        "Greeting[text=child, length=1]",
                        "exited(0)");
    }

    /** The application has the library in its own folder, which the server's class path lacks. */
    @Test
    void pool_inAnApplicationServer_findsTheApplicationsClasses() throws Exception {
        Path application = all.resolve("shop");
        Path inside = Files.createDirectories(application.resolve("WEB-INF/lib"));
        Folders.copy(classes("in-app-server"), application.resolve("WEB-INF/classes"));
        var server = new ArrayList<String>();
        server.add(classes("in-app-server").toString());
        for (var name : Folders.names(lib("in-app-server"))) {
            Path jar = lib("in-app-server").resolve(name);
            if (name.startsWith("procession-")) {
                Files.copy(jar, inside.resolve(name));
            } else {
                server.add(jar.toString());
            }
        }
        var ended =
                java(
                        "-cp",
                        String.join(File.pathSeparator, server),
                        "com.acme.server.Server",
                        application.toString(),
                        all.resolve("server").toString());
        assertThat(ended.out())
                .containsExactly(
                        "[Item[name=tea, cents=101], Item[name=milk, cents=201]]",
                        "a resource of the application",
                        "ParallelWebappClassLoader");
    }

    /** It ran when the project was built: in Maven's own JVM, by a loader of the test runner. */
    @Test
    void pool_inATestRunner_findsTheTestsClasses() throws Exception {
        Path report =
                outside.resolve(
                        "in-test-loader/target/surefire-reports/com.acme.tests.PoolTest.txt");
        assertThat(Files.readString(report)).contains("Tests run: 1, Failures: 0, Errors: 0");
        assertThat(Folders.names(sessionsOfTests)).isEmpty();
    }

    private static List<String> run(String nativeAccess, String... arguments) throws Exception {
        var words = new ArrayList<String>();
        words.add("--illegal-native-access=" + nativeAccess);
        words.addAll(List.of(arguments));
        var ended = java(words.toArray(String[]::new));
        assertThat(ended.err()).isEmpty();
        return ended.out();
    }

    private static Command.Ended java(String... arguments) throws Exception {
        var session = Files.createTempDirectory(all, "session");
        var words = new ArrayList<String>();
        words.add("-Dprocession.cache=off");
        words.add("-Dprocession.directory=" + session);
        words.addAll(List.of(arguments));
        var ended = Command.java(all, words).run();
        assertThat(ended.status()).describedAs("%s", ended).isZero();
        Files.delete(session); // is empty, then
        return ended;
    }

    private static Path classes(String module) {
        return outside.resolve(module).resolve("target/classes");
    }

    private static Path lib(String module) {
        return outside.resolve(module).resolve("target/lib");
    }

    /** Returns how the names of a module's artifacts end, after its own name and version. */
    private static List<String> artifacts(String module) throws IOException {
        var prefix = module + "-" + version(module);
        return Folders.names(folder(module)).stream()
                .filter(name -> name.startsWith(prefix))
                .map(name -> name.substring(prefix.length()))
                .toList();
    }

    private static String pom(String module) throws IOException {
        return Files.readString(file(module, ".pom"));
    }

    private static List<String> entries(String module, String ending) throws IOException {
        try (var zip = new ZipFile(file(module, ending).toFile())) {
            return zip.stream().map(entry -> entry.getName()).toList();
        }
    }

    private static Path file(String module, String ending) throws IOException {
        return folder(module).resolve(module + "-" + version(module) + ending);
    }

    private static Path folder(String module) throws IOException {
        return installed.resolve(module).resolve(version(module));
    }

    private static String version(String module) throws IOException {
        return Folders.names(installed.resolve(module)).getFirst();
    }
}
