package dev.procession.cli;

/**
 * Adds a subcommand to {@code procession}. Implementations are found by {@link
 * java.util.ServiceLoader} on the class path: this is how a clone has {@code bench}, which is not
 * published.
 */
public interface CommandProvider {

    /**
     * Returns the subcommand, an object whose class carries picocli's {@code @Command} annotation
     * with a name.
     *
     * @return the command object, a new one at each call
     */
    Object command();
}
