package dev.procession.internal.channel;

import dev.procession.AuthenticationException;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.attribute.UserPrincipal;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/**
 * Looks who is at the other end of a local connection.
 *
 * <p>A JVM that was started for a module of the JDK, as {@code jshell} with local execution is, may
 * lack the module that tells. Then the directory's mode and the handshake have to do, which both
 * keep others out by themselves.
 */
public final class PeerUser {

    private static final boolean IS_KNOWN = ModuleLayer.boot().findModule("jdk.net").isPresent();

    private PeerUser() {}

    /**
     * Refuses a client of another user.
     *
     * @param expected the user
     * @param channel the connection
     * @throws IOException if the system cannot tell
     * @throws AuthenticationException if it is another user
     */
    public static void require(UserPrincipal expected, SocketChannel channel) throws IOException {
        UserPrincipal user = IS_KNOWN ? Options.userOf(channel) : null;
        if (user != null && !user.equals(expected)) {
            throw new AuthenticationException("the client is another user: user=" + user);
        }
    }

    /** Apart, because the module may be missing. */
    private static final class Options {
        static @Nullable UserPrincipal userOf(SocketChannel channel) throws IOException {
            return channel.supportedOptions().contains(ExtendedSocketOptions.SO_PEERCRED)
                    ? channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user()
                    : null;
        }
    }
}
