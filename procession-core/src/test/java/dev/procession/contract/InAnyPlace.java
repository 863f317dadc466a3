package dev.procession.contract;

/** The contracts of all objects that lie in shared memory as well as in a manager. */
interface InAnyPlace
        extends LockContract,
                ConditionContract,
                EventContract,
                SemaphoreContract,
                BarrierContract,
                QueueContract,
                JoinableQueueContract,
                ValueContract,
                RowContract {}
