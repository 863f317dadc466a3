package dev.procession.examples;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.jspecify.annotations.NullMarked;

/** Rules for the modules around the core; here because this one is built last and sees them all. */
@AnalyzeClasses(
        packages = {"dev.procession.cli", "dev.procession.benchmarks", "dev.procession.examples"},
        importOptions = ModulesTest.MainCode.class)
class ModulesTest {

    static final class MainCode implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("/test-classes/");
        }
    }

    @ArchTest
    static final ArchRule internals_areTheCoresAlone =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("dev.procession.internal..");

    @ArchTest
    static void packages_areNullMarked(JavaClasses classes) {
        assertThat(classes)
                .extracting(JavaClass::getPackage)
                .allMatch(found -> found.isAnnotatedWith(NullMarked.class));
    }
}
