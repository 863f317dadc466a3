package dev.procession.cli;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;

/** A single source file that is compiled for the length of one command. */
final class SourceFile {

    private static final String CLASS = ".class";

    private SourceFile() {}

    /**
     * Compiles a file.
     *
     * @param file the file
     * @param classPath what it may use
     * @param target where its classes go
     * @return the names of its classes: the one named as the file first, then other outer classes,
     *     then inner ones
     * @throws UsageException if it does not exist or does not compile; the message has the errors
     */
    static List<String> compile(Path file, List<Path> classPath, Path target) {
        if (!Files.isRegularFile(file)) {
            throw new UsageException("the source file does not exist: TASK=" + file);
        }
        var compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            throw new UsageException(
                    "a source file needs a JDK with its compiler, the module jdk.compiler: java.home="
                            + System.getProperty("java.home"));
        }
        var path =
                classPath.stream()
                        .map(Path::toString)
                        .collect(Collectors.joining(File.pathSeparator));
        var own = System.getProperty("java.class.path", "");
        var options =
                List.of(
                        "-d",
                        target.toString(),
                        "-cp",
                        own + File.pathSeparator + path,
                        "-proc:none",
                        "-g");
        var diagnostics = new DiagnosticCollector<JavaFileObject>();
        try (var files =
                compiler.getStandardFileManager(diagnostics, Locale.ROOT, StandardCharsets.UTF_8)) {
            var units = files.getJavaFileObjects(file);
            if (!compiler.getTask(null, files, diagnostics, options, null, units).call()) {
                throw new UsageException(errors(file, diagnostics.getDiagnostics()));
            }
            return classes(file, target);
        } catch (IOException failure) {
            throw new UncheckedIOException("compiling " + file, failure);
        }
    }

    private static String errors(
            Path file, List<Diagnostic<? extends JavaFileObject>> diagnostics) {
        List<String> lines = new ArrayList<>();
        lines.add("the source file does not compile: TASK=" + file);
        for (var each : diagnostics) {
            if (each.getKind() == Diagnostic.Kind.ERROR) {
                var message = each.getMessage(Locale.ROOT).lines().map(String::strip);
                var place =
                        each.getLineNumber() == Diagnostic.NOPOS ? "" : ":" + each.getLineNumber();
                lines.add(file + place + ": " + message.collect(Collectors.joining("; ")));
            }
        }
        return String.join(System.lineSeparator(), lines);
    }

    private static List<String> classes(Path file, Path target) throws IOException {
        var simple = file.getFileName().toString().replaceFirst("\\.java$", "");
        try (var found = Files.walk(target)) {
            return found.map(each -> target.relativize(each).toString())
                    .filter(each -> each.endsWith(CLASS))
                    .map(each -> each.substring(0, each.length() - CLASS.length()))
                    .map(each -> each.replace(File.separatorChar, '.'))
                    .sorted(
                            Comparator.comparing((String name) -> !name.endsWith(simple))
                                    .thenComparing(name -> name.contains("$"))
                                    .thenComparing(Comparator.naturalOrder()))
                    .toList();
        }
    }
}
