package com.acme.words;

import dev.procession.pool.ProcessPool;
import java.util.List;

public final class Main {

    private Main() {}

    static int length(String word) {
        return word.length();
    }

    public static void main(String[] args) {
        try (var pool = ProcessPool.of(2)) {
            System.out.println(pool.map(Main::length, List.of("a", "process", "")));
        }
    }
}
