package dev.procession.subprocess;

import java.util.List;

/** The words of a command: what may be in them, and how they are shown. */
final class Words {

    private Words() {}

    /** Returns a copy, in which nothing is null. */
    static List<String> copyOf(List<String> words) {
        for (int i = 0; i < words.size(); i++) {
            if (words.get(i) == null) {
                throw new NullPointerException(
                        "a word of a command must not be null: word "
                                + i
                                + " of "
                                + shown(words)
                                + "; leave it out, or give \"\" for an empty one");
            }
        }
        return List.copyOf(words);
    }

    static void check(List<String> words) {
        if (words.isEmpty()) {
            throw new IllegalArgumentException(
                    "a command must have the name of a program at least: words=[]");
        }
        if (words.getFirst().isEmpty()) {
            throw new IllegalArgumentException(
                    "the name of a program must not be empty: words=" + shown(words));
        }
        for (int i = 0; i < words.size(); i++) {
            if (words.get(i).indexOf(0) >= 0) {
                throw new IllegalArgumentException(
                        "a word of a command must not have the character NUL, which ends it for the"
                                + " system: word "
                                + i
                                + " of "
                                + shown(words)
                                + "; hand such data over as input or as a file");
            }
        }
    }

    /** Returns words with the character NUL in them made visible. */
    static String shown(List<String> words) {
        return shown(words.toString());
    }

    static String shown(String text) {
        return text.replace("\0", "\\0");
    }
}
