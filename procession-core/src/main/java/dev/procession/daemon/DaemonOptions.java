package dev.procession.daemon;

import dev.procession.ProcessOptions;
import dev.procession.internal.util.Sizes;
import dev.procession.internal.util.Values;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * How a daemon is started. Immutable: each {@code withX} returns a changed copy.
 *
 * @since 0.1
 */
public final class DaemonOptions {

    /** Less than a line or two would be nothing but rotation. */
    private static final long LEAST_LOG_BYTES = 1 << 10;

    private static final int MOST_LOG_FILES = 1000;

    private static final DaemonOptions DEFAULTS = new DaemonOptions(new Fields());

    private final Fields values;

    private DaemonOptions(Fields values) {
        this.values = values;
    }

    private static final class Fields extends Values<Fields> {
        ProcessOptions process = ProcessOptions.defaults();
        long logBytes = 10L << 20;
        int logFiles = 5;
        Duration settleTime = Duration.ofMillis(250);
    }

    private DaemonOptions with(Consumer<Fields> change) {
        return new DaemonOptions(values.with(change));
    }

    /**
     * Returns the default options.
     *
     * @return five files of log of 10 MiB each, a quarter of a second to settle, and a process as
     *     {@link #withProcess} says
     */
    public static DaemonOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Sets how its JVM is started: options, heap, class path, environment, directory, and how long
     * it may take until it runs the body ({@link ProcessOptions#withStartTimeout}). Name, output
     * and whether it is a child's daemon are not looked at. Default: {@link
     * ProcessOptions#defaults}, and the directory {@code /}, so that no file system is kept from
     * being unmounted.
     *
     * @param options the options
     * @return a changed copy
     */
    public DaemonOptions withProcess(ProcessOptions options) {
        Objects.requireNonNull(options, "options");
        return with(copy -> copy.process = options);
    }

    /**
     * Sets how much of what it writes is kept. When {@code log} has become that large it is renamed
     * to {@code log.1}, that to {@code log.2}, and so on, and the oldest is deleted. Default: 5
     * files of 10m.
     *
     * @param maxSize how large a file becomes, as a number of bytes or, with {@code k}, {@code m}
     *     or {@code g}, of kibi-, mebi- or gibibytes, at least 1k: {@code 10m}. What is written at
     *     once is not divided, so that a file may be larger by that.
     * @param files how many files there are, 1 to 1000
     * @return a changed copy
     * @throws IllegalArgumentException if {@code maxSize} is malformed or too small, or {@code
     *     files} is out of range
     */
    public DaemonOptions withLog(String maxSize, int files) {
        long bytes = Sizes.parse(maxSize);
        if (bytes < LEAST_LOG_BYTES) {
            throw new IllegalArgumentException(
                    "a file of log must have room for 1k at least: maxSize=" + maxSize);
        }
        if (files < 1 || files > MOST_LOG_FILES) {
            throw new IllegalArgumentException(
                    "a log has 1 to " + MOST_LOG_FILES + " files: files=" + files);
        }
        return with(copy -> {
            copy.logBytes = bytes;
            copy.logFiles = files;
        });
    }

    /**
     * Sets how long the body has to run until it is taken for started, unless it calls {@link
     * Daemons#ready} before. What ends within that time is a start that has failed. Default: a
     * quarter of a second.
     *
     * @param time a positive duration
     * @return a changed copy
     * @throws IllegalArgumentException if {@code time} is zero or negative
     */
    public DaemonOptions withSettleTime(Duration time) {
        if (!time.isPositive()) {
            throw new IllegalArgumentException("settle time must be positive: time=" + time);
        }
        return with(copy -> copy.settleTime = time);
    }

    /**
     * Returns how its JVM is started.
     *
     * @return see {@link #withProcess}
     */
    public ProcessOptions process() {
        return values.process;
    }

    /**
     * Returns how large a file of log becomes.
     *
     * @return the size in bytes; see {@link #withLog}
     */
    public long logBytes() {
        return values.logBytes;
    }

    /**
     * Returns how many files of log there are.
     *
     * @return see {@link #withLog}
     */
    public int logFiles() {
        return values.logFiles;
    }

    /**
     * Returns how long the body has to run until it is taken for started.
     *
     * @return see {@link #withSettleTime}
     */
    public Duration settleTime() {
        return values.settleTime;
    }
}
