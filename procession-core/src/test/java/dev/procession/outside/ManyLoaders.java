package dev.procession.outside;

import dev.procession.TaskCallable;
import dev.procession.pool.PoolOptions;
import dev.procession.pool.ProcessPool;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Several applications, each with a loader of its own, use one worker, twice each. */
final class ManyLoaders {

    private static final int LOADERS = 12;

    private ManyLoaders() {}

    public static void main(String[] arguments) throws Exception {
        URL[] places = {Path.of(arguments[0]).toUri().toURL()};
        List<TaskCallable<Integer>> plugins = new ArrayList<>();
        for (int i = 0; i < LOADERS; i++) {
            plugins.add(plugin(new URLClassLoader(places)));
        }
        try (ProcessPool pool = ProcessPool.open(PoolOptions.defaults().withWorkers(1))) {
            for (int round = 0; round < 2; round++) {
                List<Integer> calls = new ArrayList<>();
                for (TaskCallable<Integer> each : plugins) {
                    calls.add(pool.submit(each).get());
                }
                System.out.println(calls);
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static TaskCallable<Integer> plugin(ClassLoader loader) throws Exception {
        return (TaskCallable<Integer>)
                loader.loadClass("Plugin").getDeclaredConstructor().newInstance();
    }
}
