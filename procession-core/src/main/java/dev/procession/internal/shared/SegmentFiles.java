package dev.procession.internal.shared;

import dev.procession.internal.launch.LeftMemory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;

/**
 * The blocks of a session's shared memory, for who looks at them from outside: nothing is mapped,
 * so that nothing that others do to a file can hurt, and nobody has to answer.
 */
public final class SegmentFiles {

    private static final int LINE_BYTES = 64;

    /** As much as all small blocks of one segment take; of a large one only the beginning. */
    private static final int MOST_BYTES = 64 << 10;

    private SegmentFiles() {}

    /**
     * What stands at a place that may be the beginning of a block; who looks has to find out.
     *
     * @param words from there on, its KIND first, in the machine's byte order
     * @param bytes how many there are to the end of the segment, more than in {@code words} perhaps
     * @param creator the pid of the process that has made the segment
     */
    public record Place(ByteBuffer words, long bytes, long creator) {}

    /**
     * Goes through all places where a block may begin.
     *
     * @param directory the session's
     * @param root the pid of the process that has founded it
     * @param kind what the blocks are for
     * @param look gets each place where that stands
     */
    public static void forEach(Path directory, long root, int kind, Consumer<Place> look) {
        each(directory, LeftMemory.FILES + "*", file -> look(file, kind, look));
        each(
                Path.of("/proc", Long.toString(root), "fd"),
                "*",
                file -> {
                    if (isMemoryOfOurs(file)) {
                        look(file, kind, look);
                    }
                });
    }

    private static void each(Path folder, String names, Consumer<Path> action) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, names)) {
            files.forEach(action);
        } catch (IOException | DirectoryIteratorException goneOrNotAllowed) {
            System.getLogger("dev.procession")
                    .log(System.Logger.Level.DEBUG, "looking into " + folder, goneOrNotAllowed);
        }
    }

    private static boolean isMemoryOfOurs(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("/memfd:procession");
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }

    private static void look(Path file, int kind, Consumer<Place> look) {
        ByteBuffer words = ByteBuffer.allocate(MOST_BYTES).order(ByteOrder.nativeOrder());
        long size;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            size = channel.size();
            while (words.hasRemaining() && channel.read(words, words.position()) > 0) {
                // The rest comes with the next one.
            }
        } catch (IOException goneMeanwhile) {
            return;
        }
        words.flip();
        if (!Head.isIntact(words, size)) {
            return;
        }
        long creator = Head.creator(words);
        for (int at = Head.BYTES + LINE_BYTES; at < words.limit() - LINE_BYTES; at += LINE_BYTES) {
            if (words.getInt(at) == kind) {
                ByteBuffer block = words.slice(at, words.limit() - at).order(words.order());
                look.accept(new Place(block, size - at, creator));
            }
        }
    }
}
