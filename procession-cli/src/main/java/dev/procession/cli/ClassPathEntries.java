package dev.procession.cli;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/** The entries of a class path option: jars, directories, and {@code dir/*} for all jars in one. */
final class ClassPathEntries {

    private static final String WILDCARD = "*";
    private static final String CLASS = ".class";
    private static final int MOST_NAMES = 200_000;
    private static final int MOST_FILES = 50_000;

    private ClassPathEntries() {}

    /**
     * Reads a class path.
     *
     * @throws UsageException if an entry does not exist, or is neither a directory nor a jar
     */
    static List<Path> parse(String text) {
        List<Path> entries = new ArrayList<>();
        for (var entry : text.split(File.pathSeparator, -1)) {
            if (entry.equals(WILDCARD) || entry.endsWith("/" + WILDCARD)) {
                entries.addAll(jarsIn(entry));
            } else {
                entries.add(existing(entry));
            }
        }
        return entries;
    }

    private static Path existing(String entry) {
        var path = Path.of(entry);
        if (Files.isDirectory(path) || (Files.isRegularFile(path) && isArchive(path))) {
            return path;
        }
        throw new UsageException(
                Files.exists(path)
                        ? "an entry of -cp must be a jar or a directory: entry=" + entry
                        : "an entry of -cp does not exist: entry=" + entry);
    }

    private static boolean isArchive(Path path) {
        try (var jar = new JarFile(path.toFile(), false)) {
            return jar.size() >= 0;
        } catch (IOException notOne) {
            return false;
        }
    }

    private static List<Path> jarsIn(String entry) {
        var folder = Path.of(entry.substring(0, entry.length() - WILDCARD.length()));
        try (var files = Files.list(folder)) {
            var jars = files.filter(ClassPathEntries::isNamedJar).sorted().toList();
            if (jars.isEmpty()) {
                throw new UsageException("there are no jars in an entry of -cp: entry=" + entry);
            }
            return jars;
        } catch (IOException unreadable) {
            throw new UsageException(
                    "an entry of -cp is no readable directory: entry=" + entry, unreadable);
        }
    }

    private static boolean isNamedJar(Path path) {
        return path.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".jar");
    }

    /** Returns the names of the classes in the entries as one writes them, for suggestions. */
    static List<String> classNames(List<Path> entries) {
        List<String> names = new ArrayList<>();
        for (var entry : entries) {
            try {
                if (Files.isDirectory(entry)) {
                    collectFromDirectory(entry, names);
                } else {
                    collectFromJar(entry, names);
                }
            } catch (IOException unreadable) {
                throw new UncheckedIOException("reading the class path: " + entry, unreadable);
            }
        }
        return names;
    }

    private static void collectFromDirectory(Path directory, List<String> names)
            throws IOException {
        Files.walkFileTree(
                directory,
                new SimpleFileVisitor<>() {
                    private int files;

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        var path =
                                directory
                                        .relativize(file)
                                        .toString()
                                        .replace(File.separatorChar, '/');
                        return collect(path, names) && ++files < MOST_FILES
                                ? FileVisitResult.CONTINUE
                                : FileVisitResult.TERMINATE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException unreadable) {
                        return FileVisitResult.CONTINUE;
                    }
                });
    }

    private static void collectFromJar(Path path, List<String> names) throws IOException {
        try (var jar = new JarFile(path.toFile(), false)) {
            jar.stream()
                    .map(JarEntry::getName)
                    .limit(MOST_NAMES)
                    .forEach(each -> collect(each, names));
        }
    }

    /** Adds the class of that file; tells whether there may be more. */
    private static boolean collect(String path, List<String> names) {
        if (path.endsWith(CLASS) && !path.startsWith("META-INF/")) {
            var name = path.substring(0, path.length() - CLASS.length());
            names.add(name.replace('/', '.').replace('$', '.'));
        }
        return names.size() < MOST_NAMES;
    }
}
