package dev.procession.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.testing.OtherUser;
import java.io.IOException;
import java.io.InputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Row SEC6: a listener at a Unix-domain socket is for programs of its own user. */
class OtherUserIT {

    @TempDir Path folder;

    /** Says hello and tells how many bytes it is answered; run by another user. */
    static final class Stranger {
        public static void main(String[] arguments) throws IOException {
            try (SocketChannel channel =
                    SocketChannel.open(UnixDomainSocketAddress.of(arguments[0]))) {
                channel.write(ByteBuffer.allocate(44).putInt(0x50524f43).clear());
                ByteBuffer answer = ByteBuffer.allocate(64);
                boolean isOpen = true;
                while (isOpen && answer.hasRemaining()) {
                    isOpen = channel.read(answer) >= 0;
                }
                System.out.println("answered " + answer.position());
            } catch (IOException reset) {
                System.out.println("answered 0");
            }
        }
    }

    private static String output(ProcessBuilder builder) throws Exception {
        Process process = builder.redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    @Test
    void SEC6_clientOfAnotherUser_isClosedWithoutAWord() throws Exception {
        OtherUser.require();
        Path path = folder.resolve("socket");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        try (ConnectionListener<Object, Object> listener =
                ConnectionListener.open(UnixDomainSocketAddress.of(path), Route.KEY)) {
            // As if somebody had opened the place later on.
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));
            String name = Stranger.class.getName().replace('.', '/') + ".class";
            Path classFile = folder.resolve(name);
            Files.createDirectories(classFile.getParent());
            try (InputStream bytes = Stranger.class.getClassLoader().getResourceAsStream(name)) {
                Files.copy(bytes, classFile);
            }
            String[] command = {
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:-UsePerfData",
                "-cp",
                folder.toString(),
                Stranger.class.getName(),
                listener.address().toString()
            };
            assertThat(output(OtherUser.command(command))).isEqualTo("answered 0\n");
            assertThat(output(new ProcessBuilder(command))).isEqualTo("answered 64\n");
        }
    }
}
