package dev.procession.process;

import dev.procession.TaskAction;
import java.io.Serial;
import java.io.Serializable;

/**
 * What a forked process is told, as one value, so that what both parts have is one object there.
 *
 * @param statics the values of static fields
 * @param body what it runs
 */
record ForkedWork(StaticFields.Values statics, TaskAction body) implements Serializable {

    @Serial private static final long serialVersionUID = 1L;
}
