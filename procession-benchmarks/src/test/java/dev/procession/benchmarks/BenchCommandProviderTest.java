package dev.procession.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.cli.CommandProvider;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class BenchCommandProviderTest {

    @Test
    void provider_asked_isFoundByTheCommand() {
        assertThat(ServiceLoader.load(CommandProvider.class))
                .extracting(CommandProvider::command)
                .hasExactlyElementsOfTypes(BenchCommand.class);
    }
}
