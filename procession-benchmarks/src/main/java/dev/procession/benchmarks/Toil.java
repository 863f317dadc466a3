package dev.procession.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.stream.IntStream;

/**
 * What processes and threads are compared by; a class of its own, for the reason of {@link Work}.
 */
final class Toil {

    private Toil() {}

    /** Does nothing, in a process or thread that was started for it. */
    static void nothing(int ignored) {
        if (ignored < 0) {
            throw new IllegalArgumentException("must not be negative: ignored=" + ignored);
        }
    }

    /** Computes: how many primes there are up to a number, by trial division. */
    static long countPrimes(int most) {
        return IntStream.rangeClosed(2, most)
                .filter(n -> IntStream.rangeClosed(2, (int) Math.sqrt(n)).allMatch(d -> n % d != 0))
                .count();
    }

    /** Waits for somebody else: asks the {@link SlowServer} at a port and returns its answer. */
    static int fetch(int port) throws IOException {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        try (SocketChannel channel = SocketChannel.open(address)) {
            ByteBuffer answer = ByteBuffer.allocate(1);
            if (channel.read(answer) != 1) {
                throw new IOException("the server has closed without an answer: port=" + port);
            }
            return answer.get(0);
        }
    }
}
