package dev.procession.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * A peer in a process of its own, driven round by round; the script of CPython tells the protocol.
 * One that does not answer within {@link #LIMIT} is killed, with all that it has started.
 */
final class LinePeer implements Contestant {

    /** Longer than any round of a peer that works. */
    static final Duration LIMIT = Duration.ofSeconds(20);

    private final LineChild child;
    private final int size;
    private final Duration limit;

    private LinePeer(LineChild child, int size, Duration limit) {
        this.child = child;
        this.size = size;
        this.limit = limit;
    }

    /**
     * Starts it and waits for its greeting.
     *
     * @param command the interpreter, the script and its argument
     * @param size what each round is told
     * @throws IOException if there is no interpreter, or if it does not greet
     */
    static LinePeer open(List<String> command, int size) throws IOException, InterruptedException {
        return open(command, size, LIMIT);
    }

    /** As {@link #open(List, int)}, with another limit. */
    static LinePeer open(List<String> command, int size, Duration limit)
            throws IOException, InterruptedException {
        LineChild child;
        try {
            child = LineChild.start(command);
        } catch (IOException missing) {
            throw new IOException(command.getFirst() + " was not found", missing);
        }
        LinePeer peer = new LinePeer(child, size, limit);
        try {
            peer.expect("ready", child.readLine(limit));
        } catch (IOException failed) {
            peer.close();
            throw failed;
        }
        return peer;
    }

    @Override
    public double[] round() throws IOException, InterruptedException {
        String[] words = expect("samples", child.ask("round " + size, limit)).split(" ", -1);
        double[] samples = new double[words.length];
        for (int i = 0; i < words.length; i++) {
            samples[i] = parse(words[i]);
        }
        return samples;
    }

    private static double parse(String word) throws IOException {
        try {
            return Double.parseDouble(word);
        } catch (NumberFormatException malformed) {
            throw new IOException("the peer sent a malformed sample: \"" + word + '"', malformed);
        }
    }

    private String expect(String word, String line) throws IOException {
        if (line.startsWith(word + " ")) {
            return line.substring(word.length() + 1);
        }
        throw new IOException("the peer said: " + line);
    }

    @Override
    public void close() {
        child.close();
    }
}
