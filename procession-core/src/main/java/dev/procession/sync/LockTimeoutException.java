package dev.procession.sync;

import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A lock was not to be had within the time; says who had it.
 *
 * @since 0.1
 */
public final class LockTimeoutException extends TimeoutException {

    private static final long serialVersionUID = 1L;

    /** Who had the lock, or null. */
    private final @Nullable LockOwner owner;

    LockTimeoutException(String message, @Nullable LockOwner owner) {
        super(message);
        this.owner = owner;
    }

    /**
     * Returns who had the lock when the time was over.
     *
     * @return the owner; empty if it was just given back
     */
    public Optional<LockOwner> owner() {
        return Optional.ofNullable(owner);
    }
}
