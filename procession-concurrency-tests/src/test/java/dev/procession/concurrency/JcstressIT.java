package dev.procession.concurrency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openjdk.jcstress.infra.runners.TestList;

/**
 * Runs all tests of jcstress; {@link Harness} says for how long. Those that are called Planted have
 * a fault, which has to be found.
 */
class JcstressIT {

    private static final int MOST_ROUNDS = 10;

    /** Without a second processor nothing happens at the same time. */
    @BeforeAll
    static void twoProcessors() {
        assumeThat(Runtime.getRuntime().availableProcessors())
                .as("processors, of which jcstress needs two: nothing was tested")
                .isGreaterThan(1);
    }

    private static Set<String> tests(Predicate<String> which) {
        return TestList.tests().stream().filter(which).collect(Collectors.toSet());
    }

    private static boolean isPlanted(String test) {
        return test.contains(".Planted");
    }

    private static List<String> waysToWait() {
        return Harness.waysToWait();
    }

    @ParameterizedTest
    @MethodSource("waysToWait")
    void wordsAndRing_anyInterleaving_nothingForbiddenIsSeen(String wayToWait) throws Exception {
        Harness harness = new Harness("right" + wayToWait.replaceAll("\\D", ""));
        Map<String, List<String>> findings = harness.run("Stress$", wayToWait);
        assertThat(findings.values()).as("%s", harness.report()).allMatch(Collection::isEmpty);
        assertThat(findings.keySet()).isEqualTo(tests(each -> !isPlanted(each))).isNotEmpty();
    }

    /** Chance decides what is seen when; so those that were not found are tried again. */
    @Test
    void planted_eachFault_isFound() throws Exception {
        Harness harness = new Harness("planted");
        Set<String> missing = tests(JcstressIT::isPlanted);
        assertThat(missing).isNotEmpty();
        for (int round = 0; round < MOST_ROUNDS && !missing.isEmpty(); round++) {
            harness.run(String.join("|", missing), Harness.NO_SPINNING)
                    .forEach((test, found) -> {
                        if (found.stream().anyMatch(each -> each.contains("forbidden"))) {
                            missing.remove(test);
                        }
                    });
        }
        assertThat(missing).as("%s", harness.report()).isEmpty();
    }
}
