package dev.procession.benchmarks.chaos;

import dev.procession.cli.CommandProvider;

/** Adds {@code chaos} to the {@code procession} command. */
public final class ChaosCommandProvider implements CommandProvider {

    /** Called by {@link java.util.ServiceLoader}. */
    public ChaosCommandProvider() {}

    @Override
    public Object command() {
        return new ChaosCommand();
    }
}
