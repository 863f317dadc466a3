package dev.procession.examples.command;

import dev.procession.examples.AllOrNothing;
import dev.procession.examples.Balance;
import dev.procession.examples.ChatClient;
import dev.procession.examples.ChatServer;
import java.util.List;
import java.util.Optional;

/** All examples. */
final class Catalogue {

    static final List<Chapter> CHAPTERS =
            List.of(
                    Chapter.of(
                            "Pools",
                            Example.of(
                                    AllOrNothing.class,
                                    "several tasks as one: the first failure stops the others")),
                    Chapter.of(
                            "A chat",
                            Example.talking(
                                    ChatServer.class,
                                    "hands each connection to a worker of a pool"),
                            Example.talking(ChatClient.class, "talks to the server")),
                    Chapter.of(
                            "Threads",
                            Example.of(
                                    Balance.class,
                                    "updates get lost without a lock, and none with it")));

    private Catalogue() {}

    static List<Example> all() {
        return CHAPTERS.stream().flatMap(each -> each.examples().stream()).toList();
    }

    static Optional<Example> find(String name) {
        return all().stream().filter(each -> each.name().equals(name)).findFirst();
    }
}
