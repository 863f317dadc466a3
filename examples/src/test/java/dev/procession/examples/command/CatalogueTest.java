package dev.procession.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;

class CatalogueTest {

    @Test
    void everyProgramIsListedOnce() {
        List<String> programs =
                new ClassFileImporter()
                                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                                .importPackages("dev.procession.examples")
                                .stream()
                                .filter(CatalogueTest::isProgram)
                                .map(JavaClass::getName)
                                .toList();
        assertThat(Catalogue.all().stream().map(each -> each.main().getName()).toList())
                .containsExactlyInAnyOrderElementsOf(programs);
    }

    private static boolean isProgram(JavaClass type) {
        return type.getMethods().stream()
                .anyMatch(method ->
                        method.getName().equals("main")
                                && method.getModifiers().contains(JavaModifier.STATIC));
    }

    @Test
    void nameHasTheWordsOfItsClass() {
        assertThat(Catalogue.find("all-or-nothing").map(each -> each.main().getSimpleName()))
                .contains("AllOrNothing");
        assertThat(Catalogue.all().stream().map(Example::name)).doesNotHaveDuplicates();
        assertThat(Catalogue.find("AllOrNothing")).isEmpty();
    }
}
