package dev.procession.benchmarks;

import dev.procession.process.JavaProcess;

/** How long one that has nothing to do takes from its start to its end, in microseconds. */
final class StartAndEnd implements Contestant {

    private final int times;
    private final Life life;

    private StartAndEnd(int times, Life life) {
        this.times = times;
        this.life = life;
    }

    /** Starts something and waits for its end. */
    private interface Life {
        void live() throws InterruptedException;
    }

    static StartAndEnd ofProcess() {
        return new StartAndEnd(
                1,
                () -> {
                    try (JavaProcess process = JavaProcess.start(Toil::nothing, 1)) {
                        process.join();
                    }
                });
    }

    static StartAndEnd ofThread(int times) {
        return new StartAndEnd(
                times, () -> Thread.ofPlatform().start(() -> Toil.nothing(1)).join());
    }

    static StartAndEnd ofVirtualThread(int times) {
        return new StartAndEnd(
                times, () -> Thread.startVirtualThread(() -> Toil.nothing(1)).join());
    }

    @Override
    public double[] round() throws InterruptedException {
        double[] samples = new double[times];
        for (int i = 0; i < times; i++) {
            long start = System.nanoTime();
            life.live();
            samples[i] = (System.nanoTime() - start) / 1e3;
        }
        return samples;
    }
}
