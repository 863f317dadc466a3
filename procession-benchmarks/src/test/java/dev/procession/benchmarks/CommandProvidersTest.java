package dev.procession.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.cli.CommandProvider;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class CommandProvidersTest {

    @Test
    void providers_asked_areFoundByTheCommand() {
        assertThat(ServiceLoader.load(CommandProvider.class))
                .extracting(provider -> new CommandLine(provider.command()).getCommandName())
                .containsExactly("bench", "chaos");
    }
}
