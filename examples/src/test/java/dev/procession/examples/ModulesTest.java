package dev.procession.examples;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

    /**
     * What {@code ps}, {@code top}, {@code kill}, {@code dump} and {@code doctor} know of programs
     * from outside: what such programs tell, and where, is of this very version. As an API for
     * everybody it would have to stay as it is.
     */
    private static final Set<String> LOOKING_FROM_OUTSIDE =
            Stream.of(
                            "Checkup",
                            "CpuShare",
                            "DumpCommand",
                            "Ladder",
                            "Looking",
                            "ProcessChoice",
                            "ProcessColumns",
                            "PsCommand",
                            "Seen",
                            "SeenSummary",
                            "Stacks")
                    .map("dev.procession.cli."::concat)
                    .collect(Collectors.toUnmodifiableSet());

    private static final DescribedPredicate<JavaClass> ARE_NOT_LOOKING_FROM_OUTSIDE =
            DescribedPredicate.describe(
                    "are not looking from outside",
                    each -> !LOOKING_FROM_OUTSIDE.contains(each.getName().split("\\$")[0]));

    @ArchTest
    static final ArchRule internals_areTheCoresAlone =
            noClasses()
                    .that(ARE_NOT_LOOKING_FROM_OUTSIDE)
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
