package dev.procession.manager;

import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import junit.framework.Test;
import junit.framework.TestCase;
import junit.framework.TestSuite;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;

/** Runs the suites that Guava has for collections. They are of JUnit 3, which needs no engine. */
final class GuavaSuites {

    private GuavaSuites() {}

    static Stream<DynamicNode> nodes(TestSuite suite) {
        List<Test> tests = Collections.list(suite.tests());
        return tests.stream().map(GuavaSuites::node);
    }

    private static DynamicNode node(Test test) {
        return switch (test) {
            case TestSuite suite ->
                    DynamicContainer.dynamicContainer(suite.getName(), nodes(suite));
            case TestCase single -> DynamicTest.dynamicTest(single.toString(), single::runBare);
            default -> throw new AssertionError("neither a suite nor a test: " + test);
        };
    }
}
