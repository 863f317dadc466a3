package dev.procession.internal.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.codec.Codec;
import dev.procession.codec.CodecContext;
import dev.procession.codec.Sink;
import dev.procession.codec.Source;
import dev.procession.testing.Shortage;
import dev.procession.testing.Victim;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Fault F16 where memory has no pages until it is written: an exception, and no signal. */
class MessageFileIT {

    private static final int LARGE = 1 << 20;

    /** Has a file system of two megabytes for itself. */
    static final class Main {

        private static final CodecContext CONTEXT =
                CodecContext.of(Main.class.getClassLoader(), "array");

        private Main() {}

        public static void main(String[] arguments) throws Exception {
            File directory = new File(System.getProperty("procession.directory"));
            Sink sink = new Sink(2 * LARGE);
            sink.attachArrays(true);
            byte[] array = new byte[LARGE];
            Arrays.fill(array, (byte) 7);
            Codec.standard().encode(array, sink, CONTEXT);
            int bytes = (int) sink.messageBytes(0);
            File filler = new File(directory, "filler");
            try (MessageFile file = MessageFile.create(new File(directory, "m").toPath(), bytes);
                    SpillFile spill = new SpillFile(new File(directory, "s"))) {
                fill(filler);
                print(
                        "created",
                        () -> MessageFile.create(new File(directory, "n").toPath(), bytes));
                print("written", () -> file.write(sink, 0));
                print("appended", () -> spill.append(sink));
                if (!filler.delete()) {
                    throw new IOException("filler");
                }
                print("written", () -> file.write(sink, 0));
                Sink reference = new Sink(4096);
                file.writeReference(reference);
                Source source = new Source();
                source.wrap(reference.array(), 0, reference.size());
                MessageFile.read(source, null).close();
                byte[] read = (byte[]) Codec.standard().decode(source, CONTEXT);
                System.out.println("read " + Arrays.equals(read, array));
                source.wrap(reference.array(), 0, reference.size());
                try (RandomAccessFile hostile =
                        new RandomAccessFile(new File(directory, "m"), "rw")) {
                    hostile.setLength(4096);
                }
                print("read cut", () -> MessageFile.read(source, null).close());
            }
            System.out.println("left " + new File(directory, "m").exists());
            System.in.read();
        }

        private interface Step {
            void run() throws IOException;
        }

        private static void print(String what, Step step) {
            try {
                step.run();
                System.out.println(what + " yes");
            } catch (IOException refused) {
                System.out.println(what + " no");
            }
        }

        private static void fill(File filler) throws IOException {
            try (RandomAccessFile out = new RandomAccessFile(filler, "rw")) {
                while (true) {
                    out.write(new byte[4096]);
                }
            } catch (IOException full) {
                System.out.println("filled " + filler.length());
            }
        }
    }

    @Test
    void F16_noRoomForPages_isAnException_andWorksAgainOnceThereIsRoom() {
        try (Victim victim = Shortage.ROOM.start(Main.class)) {
            assertThat(victim.line("created ")).isEqualTo("no");
            assertThat(victim.line("written ")).isEqualTo("no");
            assertThat(victim.line("appended ")).isEqualTo("no");
            assertThat(victim.line("written ")).isEqualTo("yes");
            assertThat(victim.line("read ")).isEqualTo("true");
            assertThat(victim.line("read cut ")).isEqualTo("no");
            assertThat(victim.line("left ")).isEqualTo("false");
        }
    }
}
