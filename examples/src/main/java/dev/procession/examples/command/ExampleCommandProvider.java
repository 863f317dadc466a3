package dev.procession.examples.command;

import dev.procession.cli.CommandProvider;

/** Adds {@code example} to the {@code procession} command. */
public final class ExampleCommandProvider implements CommandProvider {

    /** Called by {@link java.util.ServiceLoader}. */
    public ExampleCommandProvider() {}

    @Override
    public Object command() {
        return new ExampleCommand();
    }
}
