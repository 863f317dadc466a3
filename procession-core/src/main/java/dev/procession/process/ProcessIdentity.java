package dev.procession.process;

import java.util.Optional;

/**
 * Who a process is, as it sees itself.
 *
 * @param name its name; {@code MainProcess} for one that Procession did not start
 * @param pid its process id
 * @param parent its parent, if Procession started it
 * @since 0.1
 */
public record ProcessIdentity(String name, long pid, Optional<ProcessIdentity> parent) {

    /**
     * Returns the pid of the parent process, whoever started this one.
     *
     * @return the pid, 0 if there is none to be seen
     */
    public long parentPid() {
        return parent.map(ProcessIdentity::pid)
                .orElseGet(() ->
                        ProcessHandle.of(pid)
                                .flatMap(ProcessHandle::parent)
                                .map(ProcessHandle::pid)
                                .orElse(0L));
    }
}
