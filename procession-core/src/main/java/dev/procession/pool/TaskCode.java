package dev.procession.pool;

import dev.procession.codec.CodecContext;

/**
 * Where a worker has the classes of a task from.
 *
 * @param functions how its function is decoded
 * @param arguments how its argument is decoded
 * @param results how its result is encoded
 */
record TaskCode(CodecContext functions, CodecContext arguments, CodecContext results) {

    static TaskCode of(ClassLoader loader) {
        return new TaskCode(
                CodecContext.of(loader, "function"),
                CodecContext.of(loader, "argument"),
                CodecContext.of(loader, "result"));
    }

    ClassLoader loader() {
        return functions.loader();
    }
}
