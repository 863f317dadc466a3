package dev.procession.internal.code;

import dev.procession.internal.launch.ChildBoot;
import java.util.HashMap;
import java.util.Map;

/**
 * The loaders of a child, by the numbers of its parent's code bases.
 *
 * <p>A loader is kept as long as the child lives, since its classes have the state of whatever ran
 * before; but of a JShell session, which gets a new code base with each change, only the newest.
 *
 * <p>Belongs to the thread that runs tasks.
 */
public final class CodeLoaders {

    private final CodeClient client;
    private final Map<Integer, ClassLoader> loaders = new HashMap<>();
    private final Map<Integer, Integer> newest = new HashMap<>();

    /**
     * Prepares; nothing is asked yet.
     *
     * @param boot what the parent has told this child
     */
    public CodeLoaders(ChildBoot boot) {
        this.client = new CodeClient(boot.parentPath(CodeClient.SOCKET), boot.secret());
    }

    /**
     * Returns the loader of a code base.
     *
     * @param base the number, not 0
     * @return the loader
     * @throws dev.procession.CodecException if there is no such code, or no parent to ask, any more
     */
    public ClassLoader loader(int base) {
        ClassLoader known = loaders.get(base);
        return known == null ? make(base) : known;
    }

    private ClassLoader make(int base) {
        CodeLoader made = CodeLoader.of(client, base);
        loaders.put(base, made);
        Integer before = newest.put(made.family(), base);
        if (before != null) {
            loaders.remove(before);
        }
        return made;
    }
}
