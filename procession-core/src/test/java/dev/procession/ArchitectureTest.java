package dev.procession;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaFieldAccess;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;

/**
 * Holds the core's packages to the levels, and its types to the visibility, that the design has.
 */
@AnalyzeClasses(packages = "dev.procession", importOptions = ArchitectureTest.MainCode.class)
class ArchitectureTest {

    private static final String ROOT = "dev.procession";

    /** Each package's level, its sub-packages' too; a dependency never points to a higher one. */
    private static final Map<String, Integer> LEVELS =
            Map.ofEntries(
                    Map.entry("internal.util", 0),
                    Map.entry("internal.os", 1),
                    Map.entry("codec", 1),
                    Map.entry("internal.channel", 2),
                    Map.entry("process", 3),
                    Map.entry("internal.launch", 3),
                    Map.entry("internal.code", 3),
                    Map.entry("internal.handover", 3),
                    Map.entry("internal.desk", 3),
                    Map.entry("internal.shared", 4),
                    Map.entry("memory", 4),
                    Map.entry("internal.monitor", 4),
                    Map.entry("internal.ring", 4),
                    Map.entry("sync", 4),
                    Map.entry("connection", 4),
                    Map.entry("subprocess", 4),
                    Map.entry("daemon", 4),
                    Map.entry("queue", 5),
                    Map.entry("pool", 6),
                    Map.entry("manager", 6));

    /** Forwarding a child's output to these streams is what the class is for. */
    private static final Set<String> MAY_USE_SYSTEM_STREAMS =
            Set.of("dev.procession.internal.launch.ChildOutput");

    /** Keeps test classes out, whatever folder the build uses. */
    static final class MainCode implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("/test-classes/");
        }
    }

    @ArchTest
    static final ArchRule dependencies_pointToNoHigherLevel =
            classes().should(dependOnNoHigherLevel());

    @ArchTest
    static final ArchRule packages_haveNoCycles =
            slices().matching("dev.procession.(**)")
                    .should()
                    .beFreeOfCycles()
                    .allowEmptyShould(true);

    @ArchTest static final ArchRule pool_doesNotKnowManager = strangers("pool", "manager");

    @ArchTest static final ArchRule manager_doesNotKnowPool = strangers("manager", "pool");

    @ArchTest
    static final ArchRule systemStreams_areLeftAlone =
            noClasses()
                    .that(DescribedPredicate.not(mayUseSystemStreams()))
                    .should()
                    .accessFieldWhere(isSystemStream())
                    .because("a library does not print; tasks own these streams");

    @ArchTest
    static void publicTypes_areExportedOrInternal(JavaClasses classes) throws IOException {
        var exported = exportedPackages(classes);
        assertThat(exported).noneMatch(ArchitectureTest::isInternal);
        assertThat(classes)
                .filteredOn(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                .extracting(JavaClass::getPackageName)
                .allMatch(name -> exported.contains(name) || isInternal(name));
    }

    @ArchTest
    static void packages_areNullMarked(JavaClasses classes) {
        assertThat(classes)
                .extracting(JavaClass::getPackage)
                .filteredOn(found -> !found.getClasses().isEmpty())
                .allMatch(found -> found.isAnnotatedWith(NullMarked.class));
    }

    private static ArchRule strangers(String one, String other) {
        return noClasses()
                .that()
                .resideInAPackage(ROOT + "." + one + "..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT + "." + other + "..")
                .allowEmptyShould(true);
    }

    private static ArchCondition<JavaClass> dependOnNoHigherLevel() {
        return new ArchCondition<>("depend on no higher level") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                var own = level(type);
                type.getDirectDependenciesFromSelf().stream()
                        .filter(to -> isOurs(to.getTargetClass()))
                        .filter(to -> level(to.getTargetClass()) > own)
                        .map(Dependency::getDescription)
                        .forEach(text -> events.add(SimpleConditionEvent.violated(type, text)));
            }
        };
    }

    private static boolean isOurs(JavaClass type) {
        return isWithin(type.getPackageName(), ROOT);
    }

    /** Returns the level of the longest package name in the list that {@code type} is within. */
    private static int level(JavaClass type) {
        var name = type.getPackageName();
        if (name.equals(ROOT)) {
            return 0;
        }
        return LEVELS.entrySet().stream()
                .filter(entry -> isWithin(name, ROOT + "." + entry.getKey()))
                .max(Comparator.comparing(entry -> entry.getKey().length()))
                .orElseThrow(() -> new AssertionError("give package a level here: " + name))
                .getValue();
    }

    private static boolean isInternal(String packageName) {
        return isWithin(packageName, ROOT + ".internal");
    }

    private static boolean isWithin(String packageName, String outer) {
        return packageName.equals(outer) || packageName.startsWith(outer + ".");
    }

    private static DescribedPredicate<JavaClass> mayUseSystemStreams() {
        return DescribedPredicate.describe(
                "may use the system streams",
                type -> MAY_USE_SYSTEM_STREAMS.contains(outermost(type).getFullName()));
    }

    private static JavaClass outermost(JavaClass type) {
        return type.getEnclosingClass().map(ArchitectureTest::outermost).orElse(type);
    }

    private static DescribedPredicate<JavaFieldAccess> isSystemStream() {
        return DescribedPredicate.describe(
                "a field of System",
                access -> access.getTargetOwner().isEquivalentTo(System.class));
    }

    /** Reads which packages the module that the classes were compiled to exports to everybody. */
    private static Set<String> exportedPackages(JavaClasses classes) throws IOException {
        var inRoot = classes.get(MultiprocessingException.class);
        var file = Path.of(inRoot.getSource().orElseThrow().getUri());
        var module = file.resolveSibling("../../module-info.class").normalize();
        try (var in = Files.newInputStream(module)) {
            return ModuleDescriptor.read(in).exports().stream()
                    .filter(export -> !export.isQualified())
                    .map(ModuleDescriptor.Exports::source)
                    .collect(Collectors.toSet());
        }
    }
}
