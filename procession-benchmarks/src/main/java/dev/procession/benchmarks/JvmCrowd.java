package dev.procession.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/** How long some plain JVMs take that are started at once until the last has said Hello. */
final class JvmCrowd implements Contestant {

    private final Path folder;
    private final int count;

    /**
     * Prepares.
     *
     * @param folder where the class {@link Hello} is
     * @param count how many JVMs are started
     */
    JvmCrowd(Path folder, int count) {
        this.folder = folder;
        this.count = count;
    }

    @Override
    public double[] round() throws IOException, InterruptedException {
        Deque<LineChild> crowd = new ArrayDeque<>();
        try {
            long start = System.nanoTime();
            for (int i = 0; i < count; i++) {
                crowd.add(LineChild.start(Jvm.hello(folder, "stay")));
            }
            for (LineChild each : crowd) {
                each.readLine();
            }
            return new double[] {(System.nanoTime() - start) / 1e6};
        } finally {
            for (LineChild each : crowd) {
                each.close();
            }
        }
    }
}
