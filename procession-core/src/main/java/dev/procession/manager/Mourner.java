package dev.procession.manager;

/** An object that has to know when a process that uses it is gone. */
interface Mourner {

    /** Takes back whatever the process has of it; called once the party says that it is gone. */
    void gone(Party party);
}
