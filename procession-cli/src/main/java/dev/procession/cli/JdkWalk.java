package dev.procession.cli;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lists the classes of the running JDK, package by package. */
final class JdkWalk extends SimpleFileVisitor<Path> {

    private final Path modules;
    private final int most;
    private final List<DemoInput.Batch> batches;
    private final Deque<List<String>> names = new ArrayDeque<>();

    /**
     * Creates a walk.
     *
     * @param modules the folder with all modules
     * @param most how many classes there are in a batch at most
     * @param batches where the batches go
     */
    JdkWalk(Path modules, int most, List<DemoInput.Batch> batches) {
        this.modules = modules;
        this.most = most;
        this.batches = batches;
    }

    void walk() throws IOException {
        Files.walkFileTree(modules, this);
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
        names.push(new ArrayList<>());
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        var name = file.getFileName().toString();
        if (name.endsWith(".class")) {
            names.element().add(name);
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
            throws IOException {
        if (failure != null) {
            throw failure;
        }
        var all = names.pop();
        var path = modules.relativize(directory);
        var packageName =
                path.getNameCount() > 1 ? path.subpath(1, path.getNameCount()).toString() : "";
        for (int from = 0; from < all.size(); from += most) {
            var part = List.copyOf(all.subList(from, Math.min(all.size(), from + most)));
            batches.add(new DemoInput.Batch(path.getName(0).toString(), packageName, part));
        }
        return FileVisitResult.CONTINUE;
    }
}
