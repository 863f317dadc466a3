/**
 * Multiprocessing for the JVM: processes and pools with the manners of {@code
 * java.util.concurrent}.
 */
module dev.procession {
    requires jdk.net;
    requires static java.management;
    requires static jdk.jfr;
    requires static org.jspecify;

    exports dev.procession;
    exports dev.procession.codec;
    exports dev.procession.connection;
    exports dev.procession.daemon;
    exports dev.procession.manager;
    exports dev.procession.memory;
    exports dev.procession.pool;
    exports dev.procession.process;
    exports dev.procession.queue;
    exports dev.procession.subprocess;
    exports dev.procession.sync;
}
