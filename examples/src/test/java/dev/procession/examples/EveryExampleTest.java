package dev.procession.examples;

import static org.assertj.core.api.Assertions.assertThatCode;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;

/** No example without a test that runs it. */
@AnalyzeClasses(packages = "dev.procession.examples", importOptions = ModulesTest.MainCode.class)
class EveryExampleTest {

    @ArchTest
    static void example_hasTestOfItsName(JavaClasses classes) {
        classes.stream()
                .filter(type -> type.tryGetMethod("main", String[].class).isPresent())
                .map(JavaClass::getName)
                .forEach(name ->
                        assertThatCode(() -> Class.forName(name + "Test"))
                                .doesNotThrowAnyException());
    }
}
