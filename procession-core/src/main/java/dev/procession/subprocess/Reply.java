package dev.procession.subprocess;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a program has written up to something that was waited for.
 *
 * @param before the text before it
 * @param match the text that was waited for
 * @param groups the groups of the pattern, the first at index 0; null for one that took no part
 * @apiNote the {@code before}, {@code after} and {@code match} of Python's {@code pexpect}
 * @since 0.1
 */
public record Reply(String before, String match, List<@Nullable String> groups) {

    /** Creates it. */
    public Reply {
        groups = Collections.unmodifiableList(new ArrayList<>(groups));
    }
}
