package dev.procession.cli;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A task as it is named on the command line: {@code com.acme.Report::summarize}, {@code
 * com.acme.Report::summarize(int)}, {@code com.acme.Summarizer}, {@code dir/Report.java::summarize}
 * or {@code dir/Report.java}.
 *
 * @param owner a class name, or the path of a source file
 * @param method the method, or null where there is nothing to choose
 * @param parameter the type of the method's parameter, or null where there is nothing to choose
 */
record TaskName(String owner, @Nullable String method, @Nullable String parameter) {

    private static final Pattern FORM =
            Pattern.compile(
                    "(?<owner>.+?)(?:::(?<method>[^():]+)(?:\\((?<parameter>[^()]+)\\))?)?");

    private static final String SOURCE = ".java";

    static TaskName parse(String text) {
        var matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new UsageException(
                    "a task is a class and a method, such as com.acme.Report::summarize: TASK="
                            + text);
        }
        return new TaskName(
                matcher.group("owner"), matcher.group("method"), matcher.group("parameter"));
    }

    boolean isSource() {
        return owner.endsWith(SOURCE);
    }
}
