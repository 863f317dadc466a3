package com.acme.greetings;

import dev.procession.pool.PoolOptions;
import dev.procession.pool.ProcessPool;
import dev.procession.process.JavaProcess;
import java.util.List;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;

/** Packed with all it needs into one jar; each worker opens the application's context once. */
@Configuration
@ComponentScan
public class Main {

    record Greeting(String text, int length) implements java.io.Serializable {}

    private static ConfigurableApplicationContext context;

    static void open() {
        SpringApplication application = new SpringApplication(Main.class);
        application.setBannerMode(Banner.Mode.OFF);
        application.setLogStartupInfo(false);
        context = application.run();
    }

    static Greeting greet(String name) {
        String text = context.getBean(Greeter.class).greet(name);
        return new Greeting(text, text.length());
    }

    static int inner(int number) {
        try (ProcessPool pool = ProcessPool.of(1)) {
            return pool.apply(x -> new Greeting("x", x).length(), number);
        }
    }

    public static void main(String[] arguments) throws Exception {
        PoolOptions options =
                PoolOptions.defaults()
                        .withWorkers(2)
                        .withInitializer(Main::open)
                        .withFinalizer(() -> context.close());
        try (ProcessPool pool = ProcessPool.open(options)) {
            System.out.println(pool.map(Main::greet, List.of("Ada", "Alan")));
            int nested = pool.apply(Main::inner, 42);
            System.out.println("nested " + nested);
            boolean isOneLibrary =
                    pool.submit(() -> ProcessPool.class.getClassLoader() == null).get();
            System.out.println("library of the worker's own: " + isOneLibrary);
        }
        try (JavaProcess process =
                JavaProcess.start(name -> System.out.println(new Greeting(name, 1)), "child")) {
            process.join();
            System.out.println(process.exitStatus());
        }
    }
}
