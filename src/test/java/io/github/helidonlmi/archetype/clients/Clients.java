package io.github.helidonlmi.archetype.clients;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import io.github.helidonlmi.archetype.clients.Library.Host;
import io.github.helidonlmi.archetype.support.Browser;
import io.github.helidonlmi.archetype.support.Tool;

/**
 * All clients with all that they are tried with, at the same time, each behind a proxy of its own.
 */
final class Clients implements AutoCloseable {
    /** At the browser, which notes itself when something has come. */
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

    private final Deliveries deliveries = new Deliveries();
    private final Map<String, CuttingProxy> proxies = new LinkedHashMap<>();
    private final List<Process> processes = new ArrayList<>();
    private final OkHttp okHttp = new OkHttp(deliveries);
    private final Thread tabs;
    private volatile boolean closed;

    /**
     * @param service   where it is
     * @param impatient a service that soon ends its streams
     */
    Clients(URI service, URI impatient) throws IOException {
        Map<Host, List<String>> jobs = new LinkedHashMap<>();
        for (Library library : Library.values()) {
            for (Trial trial : Trial.values()) {
                if (trial.isFor(library)) {
                    CuttingProxy proxy = new CuttingProxy(trial == Trial.ERROR ? impatient : service,
                            trial.cuts(library.format), trial.body());
                    proxies.put(library.job(trial), proxy);
                    jobs.computeIfAbsent(library.host, host -> new ArrayList<>()).addAll(List.of(
                            library.client, library.job(trial), proxy.root().resolve("/?" + trial.query).toString()));
                }
            }
        }
        startProcess(Map.of(), List.of(Tool.GO_CLIENT.path().toString()), jobs.get(Host.GO));
        startProcess(Map.of("NODE_PATH", Tool.NODE_CLIENTS.path().toString()), List.of("node", script("client.cjs")),
                jobs.get(Host.NODE));
        startProcess(Map.of(), List.of(Tool.PYTHON.path().toString(), script("client.py")), jobs.get(Host.PYTHON));
        for (List<String> job : split(jobs.get(Host.JAVA))) {
            okHttp.start(job.get(1), job.get(2));
        }
        tabs = Thread.ofPlatform().start(() -> readTabs(split(jobs.get(Host.BROWSER))));
    }

    Deliveries deliveries() {
        return deliveries;
    }

    CuttingProxy proxy(String job) {
        return proxies.get(job);
    }

    @Override
    public void close() throws IOException {
        closed = true;
        processes.forEach(Process::destroyForcibly);
        okHttp.close();
        for (CuttingProxy proxy : proxies.values()) {
            proxy.close();
        }
        try {
            tabs.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void startProcess(Map<String, String> environment, List<String> command, List<String> jobs) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(command)).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.command().addAll(jobs);
        builder.environment().putAll(environment);
        Process process = builder.start();
        processes.add(process);
        Thread.ofVirtual().start(() -> {
            try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
                output.lines().map(Delivery::parse).forEach(deliveries::add);
                if (process.waitFor() != 0) {
                    deliveries.fail(command + " has ended with status " + process.exitValue());
                }
            } catch (IOException | InterruptedException | RuntimeException e) {
                deliveries.fail(command + ": " + e);
            }
        });
    }

    /** One for each job, on a page of the same origin, and reads them again and again. */
    private void readTabs(List<List<String>> jobs) {
        try (Browser browser = new Browser()) {
            String script = Files.readString(Tool.SCRIPTS.resolve("clients/client.js"));
            Path module = Tool.NODE_CLIENTS.path().resolve("@microsoft/fetch-event-source/lib/cjs");
            String parse = Files.readString(module.resolve("parse.js"));
            String fetch = Files.readString(module.resolve("fetch.js"));
            List<String> tabs = new ArrayList<>();
            for (List<String> job : jobs) {
                tabs.add(browser.openTab(URI.create(job.get(2)).resolve("/health")));
                browser.read(script, job.get(0), job.get(1), job.get(2), parse, fetch);
            }
            while (!closed) {
                for (String tab : tabs) {
                    browser.switchTo(tab);
                    browser.<List<String>>read("return window.deliveries.splice(0)").stream()
                            .map(Delivery::parse).forEach(deliveries::add);
                }
                Thread.sleep(BETWEEN_LOOKS);
            }
        } catch (IOException | InterruptedException | RuntimeException e) {
            deliveries.fail("Chromium: " + e);
        }
    }

    private static String script(String name) {
        return Tool.SCRIPTS.resolve("clients").resolve(name).toString();
    }

    /** Client, job and URL. */
    private static List<List<String>> split(List<String> jobs) {
        return IntStream.range(0, jobs.size() / 3).mapToObj(i -> jobs.subList(3 * i, 3 * i + 3)).toList();
    }
}
