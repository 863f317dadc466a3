package dev.procession.benchmarks;

import dev.procession.cli.CommandProvider;

/** Adds {@code bench} to the {@code procession} command. */
public final class BenchCommandProvider implements CommandProvider {

    /** Called by {@link java.util.ServiceLoader}. */
    public BenchCommandProvider() {}

    @Override
    public Object command() {
        return new BenchCommand();
    }
}
