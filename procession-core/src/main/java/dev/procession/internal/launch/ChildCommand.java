package dev.procession.internal.launch;

import java.util.List;
import java.util.Optional;

/**
 * What the command line of a JVM of ours says of it: {@code java @FILE NAME}. The file is gone by
 * the time anybody looks; the name is there for who does so from outside, with whatever tool, also
 * while its parent cannot answer. All users of the machine can see it.
 *
 * @param kind how it was started
 * @param name what it was called then; empty if that cannot be read
 */
public record ChildCommand(Kind kind, String name) {

    /** How a JVM was started. */
    public enum Kind {
        /** It ends with its parent. */
        CHILD,
        /** It may outlive its parent. */
        FORK
    }

    /** What a forked process is called, whose name is its parent's. */
    static final String FORK = "fork";

    private static final int FILE = 1;
    private static final int NAME = 2;
    private static final int MOST_NAME = 100;
    private static final String PLACE = "/procession-";

    /** Returns what stands behind the program: its last word is not read by the child. */
    static List<String> words(String file, String name) {
        // Not by a pattern: this is on the way to a program's first result.
        StringBuilder printable = new StringBuilder();
        for (int i = 0; i < Math.min(MOST_NAME, name.length()); i++) {
            char character = name.charAt(i);
            printable.append(Character.isISOControl(character) ? ' ' : character);
        }
        return List.of("@" + file, printable.toString());
    }

    /**
     * Reads a command line.
     *
     * @param words the program and what stands behind it
     * @return what it says; empty if it is none of ours
     */
    public static Optional<ChildCommand> read(List<String> words) {
        String file = words.size() > FILE ? words.get(FILE) : "";
        String name = words.size() > NAME ? words.get(NAME) : "";
        if (file.startsWith("@" + ForkedChild.DESCRIPTORS)) {
            return Optional.of(new ChildCommand(Kind.FORK, name));
        }
        return file.startsWith("@") && file.contains(PLACE) && file.endsWith(ChildProcess.ARGUMENTS)
                ? Optional.of(new ChildCommand(Kind.CHILD, name))
                : Optional.empty();
    }
}
