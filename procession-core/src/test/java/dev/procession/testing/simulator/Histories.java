package dev.procession.testing.simulator;

import dev.procession.testing.Victim;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Runs many histories of a scenario, in a JVM of its own, until one of them violates something.
 *
 * {@snippet :
 * String verdict = Histories.run(MyScenario.class, 20_000);
 * assertThat(verdict).startsWith(Histories.HELD);
 * }
 *
 * <p>The seed is {@code -Dprocession.test.seed}, otherwise 1; how many there are is multiplied by
 * {@code -Dprocession.test.histories} (default 1).
 */
public final class Histories {

    /** What the verdict begins with if all was well. */
    public static final String HELD = "held";

    /** What the verdict begins with if it was not; what it was, the seed and the history follow. */
    public static final String VIOLATED = "violated";

    private static final int SHOWN_LINES = 150;

    private Histories() {}

    /**
     * Runs histories until one violates something, and returns the verdict.
     *
     * @param scenario has a constructor without parameters
     * @param most how many histories
     * @param jvmOptions options of the JVM: {@code -XX:ActiveProcessorCount=1} keeps locks from
     *     spinning
     */
    public static String run(Class<? extends Scenario> scenario, int most, String... jvmOptions) {
        List<String> options = new ArrayList<>(List.of(jvmOptions));
        options.add("--add-exports=java.base/jdk.internal.vm=ALL-UNNAMED");
        options.add("-XX:TieredStopAtLevel=4");
        options.add("-Dprocession.steps=" + SimulatedSteps.class.getName());
        double times = Double.parseDouble(System.getProperty("procession.test.histories", "1"));
        List<String> arguments =
                List.of(
                        scenario.getName(),
                        Integer.toString((int) (most * times)),
                        System.getProperty("procession.test.seed", "1"));
        try (Victim simulator = Victim.start(Histories.class, arguments, options)) {
            simulator.awaitEnd(Duration.ofSeconds((long) (50 * Math.max(1, times))));
            if (!simulator.errors().isEmpty()) {
                throw new AssertionError(String.join("\n", simulator.errors()));
            }
            return String.join("\n", simulator.output());
        }
    }

    /** Is the JVM of its own: scenario, how many histories, seed. */
    public static void main(String[] arguments) throws ReflectiveOperationException {
        Class<? extends Scenario> type = Class.forName(arguments[0]).asSubclass(Scenario.class);
        int most = Integer.parseInt(arguments[1]);
        SplittableRandom seeds = new SplittableRandom(Long.parseLong(arguments[2]));
        long began = System.nanoTime();
        long steps = 0;
        long deaths = 0;
        long stops = 0;
        double worst = 0;
        for (int count = 1; count <= most; count++) {
            long seed = seeds.nextLong();
            Simulation simulation = new Simulation(create(type), seed, false);
            try {
                simulation.run();
            } catch (RuntimeException | AssertionError violation) {
                System.out.println(
                        VIOLATED + " " + type.getName() + ": history=" + count + ", seed=" + seed);
                System.out.println(retold(type, seed));
                return;
            }
            steps += simulation.steps();
            deaths += simulation.deaths();
            stops += simulation.stops();
            worst = Math.max(worst, simulation.wasted());
        }
        long micros = (System.nanoTime() - began) / 1000 + 1;
        System.out.println(
                HELD
                        + (" " + type.getName() + ": histories=" + most + ", steps=" + steps)
                        + (", deaths="
                                + deaths
                                + ", stops="
                                + stops
                                + ", most slices in vain="
                                + worst)
                        + (", histories per second=" + most * 1_000_000L / micros));
    }

    private static Scenario create(Class<? extends Scenario> type)
            throws ReflectiveOperationException {
        var constructor = type.getDeclaredConstructor();
        constructor.setAccessible(true);
        return constructor.newInstance();
    }

    /** Runs a history again, and returns what happens in it. */
    private static String retold(Class<? extends Scenario> type, long seed)
            throws ReflectiveOperationException {
        Simulation again = new Simulation(create(type), seed, true);
        String end = "it did not happen again: is something in it not decided by the seed?";
        try {
            again.run();
        } catch (Violation violation) {
            end = violation.getMessage();
        } catch (RuntimeException | AssertionError thrown) {
            StringWriter stack = new StringWriter();
            thrown.printStackTrace(new PrintWriter(stack, true));
            end = stack.toString();
        }
        List<String> lines = again.trace().lines();
        int from = Math.max(0, lines.size() - SHOWN_LINES);
        return String.join("\n", lines.subList(from, lines.size())) + "\n" + end;
    }
}
