package dev.procession.internal.code;

/** Work of ours that a child does with classes of somebody else, who has it done. */
public interface CodeOwner {

    /** Returns a class of whoever has it done, whose loader knows all that the child may need. */
    Class<?> codeOwner();
}
