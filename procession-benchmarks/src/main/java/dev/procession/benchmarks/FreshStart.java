package dev.procession.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The first start that a JVM ever does, in milliseconds: each round has a JVM of its own. */
final class FreshStart implements Contestant {

    private final List<String> command;

    private FreshStart(List<String> command) {
        this.command = command;
    }

    static FreshStart ofPool() {
        return new FreshStart(Jvm.likeThis(FreshStart.class));
    }

    static FreshStart ofHello(Path folder) {
        return new FreshStart(Jvm.likeThis(FreshStart.class, folder.toString()));
    }

    /**
     * Measures one start and prints it.
     *
     * @param arguments the folder of {@link Hello} to start that, or nothing to start a pool
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        double millis =
                arguments.length == 0 ? PoolStart.once() : Jvm.helloMillis(Path.of(arguments[0]));
        System.out.println(millis);
    }

    @Override
    public double[] round() throws IOException, InterruptedException {
        try (LineChild child = LineChild.start(command)) {
            return new double[] {Double.parseDouble(child.readLine())};
        }
    }
}
