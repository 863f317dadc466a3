package dev.procession.benchmarks;

import java.io.IOException;
import java.util.List;

/** CPython's {@code multiprocessing}, driven round by round; the peer script tells the protocol. */
final class CPython implements Contestant {

    private final LineChild child;
    private final int size;

    private CPython(LineChild child, int size) {
        this.child = child;
        this.size = size;
    }

    /**
     * Starts it and waits for its greeting.
     *
     * @param command the interpreter, the script and its argument
     * @param size what each round is told
     * @throws IOException if there is no interpreter, or if it does not greet
     */
    static CPython open(List<String> command, int size) throws IOException, InterruptedException {
        LineChild child;
        try {
            child = LineChild.start(command);
        } catch (IOException missing) {
            throw new IOException(command.getFirst() + " was not found", missing);
        }
        CPython peer = new CPython(child, size);
        try {
            peer.expect("ready", child.readLine());
        } catch (IOException failed) {
            peer.close();
            throw failed;
        }
        return peer;
    }

    @Override
    public double[] round() throws IOException, InterruptedException {
        String[] words = expect("samples", child.ask("round " + size)).split(" ", -1);
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
