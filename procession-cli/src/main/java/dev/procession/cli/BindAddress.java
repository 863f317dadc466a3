package dev.procession.cli;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.regex.Pattern;

/** The address of a socket, as it is written on a command line. */
final class BindAddress {

    private static final String UNIX = "unix:";
    private static final Pattern PORT_ONLY = Pattern.compile("\\d{1,5}");
    private static final Pattern WITH_HOST =
            Pattern.compile("(?:\\[([0-9A-Fa-f:.%\\w]+)]|([^:/\\[\\]\\s]+)):(\\d{1,5})");
    private static final int MOST_PORT = 65_535;

    private BindAddress() {}

    /**
     * Reads an address: a path, a host with a port, or a port of the loopback.
     *
     * @throws UsageException if it is something else
     */
    static SocketAddress parse(String text) {
        if (text.startsWith("/") || (text.startsWith(UNIX) && text.length() > UNIX.length())) {
            return UnixDomainSocketAddress.of(
                    text.startsWith("/") ? text : text.substring(UNIX.length()));
        }
        if (PORT_ONLY.matcher(text).matches()) {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), port(text, text));
        }
        var matcher = WITH_HOST.matcher(text);
        if (!matcher.matches()) {
            throw new UsageException(
                    "--bind takes a path, HOST:PORT or PORT, such as /run/user/1000/jobs/socket,"
                            + " 127.0.0.1:4711, [::1]:4711 or 4711: --bind="
                            + text);
        }
        var host = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
        return new InetSocketAddress(host, port(matcher.group(3), text));
    }

    private static int port(String digits, String text) {
        var port = Integer.parseInt(digits);
        if (port > MOST_PORT) {
            throw new UsageException(
                    "a port is 0 to 65535, 0 for any that is free: --bind=" + text);
        }
        return port;
    }

    /** Writes an address so that {@link #parse} reads it. */
    static String format(SocketAddress address) {
        if (!(address instanceof InetSocketAddress internet)) {
            return address.toString();
        }
        var host = internet.getAddress();
        var text = host.getHostAddress();
        return (host instanceof Inet6Address ? "[" + text + "]" : text) + ":" + internet.getPort();
    }
}
