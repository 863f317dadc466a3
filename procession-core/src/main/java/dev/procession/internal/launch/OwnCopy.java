package dev.procession.internal.launch;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A copy of this library in a jar of the session's directory, for children that could not read it
 * where it lies: in a jar within a jar, which only the loader of the framework that made it opens.
 *
 * <p>Such a place cannot be listed in a way that all loaders understand. But each class can be read
 * by its name, and names those that it needs.
 */
final class OwnCopy {

    private static final Pattern OURS = Pattern.compile("dev/procession/[\\w/$]+");

    /** All others are named by these, directly or not; a test holds it to that. */
    private static final List<String> ROOTS =
            List.of(
                    "dev/procession/connection/Connections",
                    "dev/procession/connection/ProcessPipe",
                    "dev/procession/connection/ConnectionListener",
                    "dev/procession/daemon/DaemonMain",
                    "dev/procession/daemon/Daemons",
                    "dev/procession/internal/desk/Inquiry",
                    "dev/procession/internal/desk/ProcessSight",
                    "dev/procession/internal/launch/Sessions",
                    "dev/procession/internal/os/ProcessSignal",
                    "dev/procession/internal/ring/QueueGlance",
                    "dev/procession/manager/ProcessManager",
                    "dev/procession/memory/SharedArray",
                    "dev/procession/memory/SharedBoolean",
                    "dev/procession/memory/SharedDouble",
                    "dev/procession/memory/SharedInt",
                    "dev/procession/memory/SharedList",
                    "dev/procession/memory/SharedLong",
                    "dev/procession/memory/SharedMemory",
                    "dev/procession/memory/SharedStruct",
                    "dev/procession/pool/PoolWorkerMain",
                    "dev/procession/pool/ProcessPool",
                    "dev/procession/pool/ThreadPool",
                    "dev/procession/pool/WorkerLocal",
                    "dev/procession/process/ForkMain",
                    "dev/procession/process/ForkedProcess",
                    "dev/procession/process/JavaProcessMain",
                    "dev/procession/process/ProcessTask",
                    "dev/procession/queue/JoinableProcessQueue",
                    "dev/procession/queue/ProcessQueue",
                    "dev/procession/subprocess/Command",
                    "dev/procession/sync/Deadlocks",
                    "dev/procession/sync/LocksInUse",
                    "dev/procession/sync/ProcessBarrier",
                    "dev/procession/sync/ProcessCountDownLatch",
                    "dev/procession/sync/ProcessEvent",
                    "dev/procession/sync/ProcessLock",
                    "dev/procession/sync/ProcessReadWriteLock",
                    "dev/procession/sync/ProcessSemaphore");

    private static @Nullable Path made;

    private OwnCopy() {}

    /** Returns the copy, which is made when it is first asked for. */
    static synchronized Path path() throws IOException {
        Path known = made;
        if (known == null) {
            known = Session.current().pathForChildren("own.jar");
            write(known);
            made = known;
        }
        return known;
    }

    static void write(Path jar) throws IOException {
        Deque<String> open = new ArrayDeque<>(ROOTS);
        Set<String> seen = new HashSet<>();
        try (OutputStream file = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(file)) {
            while (!open.isEmpty()) {
                String name = open.remove();
                byte[] bytes = seen.add(name) ? read(name) : null;
                if (bytes != null) {
                    store(zip, name + ".class", bytes);
                    addNames(bytes, open);
                }
            }
        }
    }

    /** Not every text that looks like a class is one. */
    private static byte @Nullable [] read(String name) throws IOException {
        try (InputStream in = OwnCopy.class.getResourceAsStream("/" + name + ".class")) {
            return in == null ? null : in.readAllBytes();
        }
    }

    /** Names stand in a class file as they are; see the Java Virtual Machine Specification, 4.4. */
    private static void addNames(byte[] classFile, Deque<String> names) {
        String text = new String(classFile, StandardCharsets.ISO_8859_1);
        Matcher found = OURS.matcher(text);
        while (found.find()) {
            names.add(found.group());
        }
    }

    private static void store(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
        CRC32 sum = new CRC32();
        sum.update(bytes);
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(bytes.length);
        entry.setCrc(sum.getValue());
        zip.putNextEntry(entry);
        zip.write(bytes);
        zip.closeEntry();
    }
}
