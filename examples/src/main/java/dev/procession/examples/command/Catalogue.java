package dev.procession.examples.command;

import dev.procession.examples.AllOrNothing;
import dev.procession.examples.Balance;
import dev.procession.examples.Calculator;
import dev.procession.examples.Callback;
import dev.procession.examples.ChatClient;
import dev.procession.examples.ChatPrograms;
import dev.procession.examples.ChatServer;
import dev.procession.examples.ChildWithThreads;
import dev.procession.examples.Completion;
import dev.procession.examples.CpuAndIo;
import dev.procession.examples.Crawler;
import dev.procession.examples.CrossedLocks;
import dev.procession.examples.DaemonConsumers;
import dev.procession.examples.ElasticPool;
import dev.procession.examples.EveryOutcome;
import dev.procession.examples.ExitCodes;
import dev.procession.examples.FilmBoard;
import dev.procession.examples.ForkTwice;
import dev.procession.examples.ForkUntilQ;
import dev.procession.examples.HundredProcesses;
import dev.procession.examples.HundredTasks;
import dev.procession.examples.JoinWithTimeout;
import dev.procession.examples.LargeArrays;
import dev.procession.examples.LifoAndPriority;
import dev.procession.examples.LockAgain;
import dev.procession.examples.LockForms;
import dev.procession.examples.ManagedCounter;
import dev.procession.examples.ManagedData;
import dev.procession.examples.ManagedMeetings;
import dev.procession.examples.ManagerKilled;
import dev.procession.examples.MapTwice;
import dev.procession.examples.Misuse;
import dev.procession.examples.MixedInputs;
import dev.procession.examples.NameAndPid;
import dev.procession.examples.NoOrphans;
import dev.procession.examples.NotToBeSent;
import dev.procession.examples.OneLineChanges;
import dev.procession.examples.OsDaemon;
import dev.procession.examples.OwnCopies;
import dev.procession.examples.OwnerDies;
import dev.procession.examples.ParentAndChild;
import dev.procession.examples.PipeOrQueue;
import dev.procession.examples.PipeToConsumer;
import dev.procession.examples.PipeToTwoConsumers;
import dev.procession.examples.PoolOrProcesses;
import dev.procession.examples.QueueOfThree;
import dev.procession.examples.RandomSleeps;
import dev.procession.examples.RemoteManager;
import dev.procession.examples.RemoteWorker;
import dev.procession.examples.ResultsLater;
import dev.procession.examples.Sentinels;
import dev.procession.examples.SplitSum;
import dev.procession.examples.StandardInput;
import dev.procession.examples.SumAndFactorial;
import dev.procession.examples.TenThreads;
import dev.procession.examples.ThreadForms;
import dev.procession.examples.ThreadLocals;
import dev.procession.examples.ThreadOrProcess;
import dev.procession.examples.ThreeWorkers;
import dev.procession.examples.ToldProgress;
import dev.procession.examples.Transfers;
import dev.procession.examples.WordsThroughPool;
import dev.procession.examples.WriterAndReader;
import java.util.List;
import java.util.Optional;

/** All examples. */
final class Catalogue {

    static final List<Chapter> CHAPTERS =
            List.of(
                    Chapter.of(
                            "Processes",
                            Example.of(
                                    NameAndPid.class,
                                    "a process that knows its name and pid, [NAME] as input"),
                            Example.of(ThreeWorkers.class, "three processes with one name"),
                            Example.of(ParentAndChild.class, "the pids of parent and child"),
                            Example.of(
                                    JoinWithTimeout.class,
                                    "waits a while, then ends it; its exit code is -15"),
                            Example.of(
                                    SumAndFactorial.class,
                                    "a function and a subclass as processes, [N] as input"),
                            Example.of(
                                    SplitSum.class,
                                    "1 to 50 and 51 to 100 by two processes into one total"),
                            Example.of(
                                    ChildWithThreads.class,
                                    "a child ends when its threads have ended"),
                            Example.of(
                                    NoOrphans.class,
                                    "a program is killed, and its children are gone, too"),
                            Example.of(
                                    Misuse.class, "mistakes that are refused, and by which words"),
                            Example.of(
                                    StandardInput.class,
                                    "a task finds no input, and the program asks itself")),
                    Chapter.of(
                            "Processes that outlive who starts them",
                            Example.of(ForkTwice.class, "a fork with copies of chosen state"),
                            Example.of(ForkUntilQ.class, "forks for each line, until it is q"),
                            Example.of(
                                    OsDaemon.class,
                                    "a daemon that is started, asked, and stopped")),
                    Chapter.of(
                            "Pools",
                            Example.of(
                                    RandomSleeps.class,
                                    "five tasks that sleep, on three processes"),
                            Example.of(
                                    HundredTasks.class,
                                    "one after the other by apply, sixteen at a time by applyAsync"),
                            Example.of(
                                    PoolOrProcesses.class,
                                    "a process for each task, and a pool: how long they take"),
                            Example.of(
                                    HundredProcesses.class,
                                    "a hundred processes at once, and a pool of five, [N] as input"),
                            Example.of(MapTwice.class, "a pool is good for more than one map"),
                            Example.of(
                                    MixedInputs.class,
                                    "inputs of several types; one fails, the others do not"),
                            Example.of(
                                    EveryOutcome.class,
                                    "one throws, one exits, one hangs: what became of each"),
                            Example.of(
                                    LargeArrays.class,
                                    "a shared array without a copy, and one that is copied"),
                            Example.of(Callback.class, "is told of results and of failures"),
                            Example.of(
                                    ResultsLater.class,
                                    "submits all first and fetches later, [WORD]... as input"),
                            Example.of(
                                    ElasticPool.class,
                                    "grows from 3 to 20 processes, and shrinks again"),
                            Example.of(
                                    AllOrNothing.class,
                                    "several tasks as one: the first failure stops the others"),
                            Example.of(ToldProgress.class, "long work that tells how far it is")),
                    Chapter.of(
                            "Queues",
                            Example.of(QueueOfThree.class, "when it is full, and when it is empty"),
                            Example.of(
                                    WriterAndReader.class,
                                    "writes A, B and C; the endless reader is terminated"),
                            Example.of(
                                    WordsThroughPool.class,
                                    "a queue as an argument of a pool's tasks"),
                            Example.of(
                                    Sentinels.class,
                                    "producers, and consumers that each stop at a sentinel"),
                            Example.of(Completion.class, "the same, with complete() instead"),
                            Example.of(
                                    DaemonConsumers.class,
                                    "joins the queue; one of its consumers dies"),
                            Example.of(
                                    LifoAndPriority.class, "last in, first out; and by priority"),
                            Example.of(
                                    NotToBeSent.class,
                                    "what cannot be encoded is refused where it is put")),
                    Chapter.of(
                            "Pipes",
                            Example.of(
                                    PipeToConsumer.class,
                                    "a consumer that is told of the end of the stream"),
                            Example.of(
                                    PipeToTwoConsumers.class,
                                    "two consumers with a lock, and the item 0"),
                            Example.of(PipeOrQueue.class, "the same by both: how long it takes")),
                    Chapter.of(
                            "Managers",
                            Example.of(
                                    ManagedCounter.class,
                                    "updates get lost, and none by a lock or by merge"),
                            Example.of(ManagedData.class, "every kind of data in a manager, once"),
                            Example.of(
                                    ManagedMeetings.class,
                                    "every way to wait for each other, once"),
                            Example.of(
                                    ManagerKilled.class,
                                    "the manager is killed, and who waits is told"),
                            Example.of(
                                    RemoteManager.class,
                                    "serves a queue and a map to other programs"),
                            Example.partOf(
                                    RemoteManager.class,
                                    RemoteWorker.class,
                                    "such a program, SOCKET and KEYFILE as input")),
                    Chapter.of(
                            "A chat",
                            Example.of(
                                    ChatPrograms.class,
                                    "the server and three clients, run against each other"),
                            Example.partOf(
                                    ChatPrograms.class,
                                    ChatServer.class,
                                    "hands each connection to a worker of a pool"),
                            Example.partOf(
                                    ChatPrograms.class,
                                    ChatClient.class,
                                    "talks to the server, PORT as input")),
                    Chapter.of(
                            "Crawlers",
                            Example.of(
                                    Crawler.class,
                                    "follows links; each page is accounted for, bad ones, too"),
                            Example.of(
                                    FilmBoard.class,
                                    "a compiled pattern as an argument of the workers")),
                    Chapter.of(
                            "Outside programs",
                            Example.of(ExitCodes.class, "how ls and others end"),
                            Example.of(
                                    Calculator.class,
                                    "a dialogue with bc, all at once and line by line")),
                    Chapter.of(
                            "A database",
                            Example.of(
                                    Transfers.class,
                                    "several processes share it, and one is killed in the middle")),
                    Chapter.of(
                            "Threads, and what processes do in their place",
                            Example.of(TenThreads.class, "ten threads with arguments and names"),
                            Example.of(ThreadForms.class, "a subclass, and a function"),
                            Example.of(
                                    OwnCopies.class,
                                    "threads share a global variable, processes have their own"),
                            Example.of(
                                    Balance.class,
                                    "updates get lost without a lock, and none with it"),
                            Example.of(
                                    LockForms.class,
                                    "a lock by try and finally, as a scope, and with a limit"),
                            Example.of(ThreadLocals.class, "a variable of which each has its own"),
                            Example.of(
                                    LockAgain.class,
                                    "a lock that counts, and one that says it would wait for itself"),
                            Example.of(
                                    CrossedLocks.class,
                                    "a deadlock of two processes is found and ended"),
                            Example.of(
                                    OwnerDies.class,
                                    "a process dies with a lock, and the next one repairs"),
                            Example.of(
                                    ThreadOrProcess.class,
                                    "what a process costs beside a thread: time and memory"),
                            Example.of(
                                    CpuAndIo.class,
                                    "computing and waiting, on threads and on processes"),
                            Example.of(
                                    OneLineChanges.class,
                                    "the same program on threads and on processes")));

    private Catalogue() {}

    static List<Example> all() {
        return CHAPTERS.stream().flatMap(each -> each.examples().stream()).toList();
    }

    static Optional<Example> find(String name) {
        return all().stream().filter(each -> each.name().equals(name)).findFirst();
    }
}
