package io.github.helidonlmi.lambda;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.AbstractConstruct;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * The settings of a function, as a SAM template says them. It must be the template's only {@code AWS::Serverless::Function}.
 * {@code Ref} and {@code Fn::Sub} are resolved for parameters and pseudo parameters, and {@code Fn::If} if its condition needs
 * nothing else. {@link #unknown} names what only a deployment knows, such as the name of a table. Needs SnakeYAML.
 */
public final class SamTemplate {
    private static final String FUNCTION = "AWS::Serverless::Function";
    private static final String PORT = "PORT";
    private static final Map<String, String> NO_VALUE = Map.of("Ref", "AWS::NoValue");
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{([^!}][^}]*)}");

    private final Map<String, Object> parameters = new HashMap<>();
    private final Map<?, ?> conditions;
    private final Map<?, ?> function;
    private final String name;
    private final Map<String, String> variables = new LinkedHashMap<>();
    private final String port;
    private final List<String> unknown = new ArrayList<>();

    /**
     * Reads a template.
     *
     * @param file               the template, in YAML
     * @param parameterOverrides values of its parameters, where they differ from their defaults
     * @throws UncheckedIOException     if the file cannot be read
     * @throws IllegalArgumentException if it is not such a template; the message names all that is wrong
     */
    public SamTemplate(Path file, Map<String, String> parameterOverrides) {
        Map<?, ?> template = parse(file);
        name = Optional.ofNullable(file.toAbsolutePath().getParent().getFileName()).map(Path::toString).orElse("function");
        conditions = map(template.get("Conditions"));
        Map<?, ?> declared = map(template.get("Parameters"));
        declared.forEach((key, parameter) -> parameters.put(key.toString(), map(parameter).get("Default")));
        TreeSet<String> undeclared = new TreeSet<>(parameterOverrides.keySet());
        undeclared.removeAll(parameters.keySet());
        if (!undeclared.isEmpty()) {
            throw new IllegalArgumentException(file + " has no parameter " + String.join(", ", undeclared)
                    + "; it has " + String.join(", ", new TreeSet<>(parameters.keySet())));
        }
        parameters.putAll(parameterOverrides);
        parameters.put("AWS::AccountId", "123456789012");
        parameters.put("AWS::Partition", "aws");
        parameters.put("AWS::Region", "us-east-1");
        parameters.put("AWS::StackName", name);
        parameters.put("AWS::URLSuffix", "amazonaws.com");
        List<Map<?, ?>> functions = new ArrayList<>();
        for (Object resource : map(template.get("Resources")).values()) {
            if (FUNCTION.equals(map(resource).get("Type"))) {
                functions.add(map(map(resource).get("Properties")));
            }
        }
        if (functions.size() != 1) {
            throw new IllegalArgumentException(file + " has " + functions.size() + " resources of the type " + FUNCTION
                    + "; it must have one");
        }
        Map<Object, Object> properties = new HashMap<>(map(map(template.get("Globals")).get("Function")));
        properties.putAll(functions.getFirst());
        function = properties;
        map(map(function.get("Environment")).get("Variables")).forEach((key, value) -> {
            if (!NO_VALUE.equals(choose(value))) {
                resolve(value).ifPresentOrElse(text -> variables.put(key.toString(), text), () -> unknown.add(key.toString()));
            }
        });
        // Lambda has a machine of its own for each execution environment; here another process may have the port
        port = Optional.ofNullable(variables.remove(PORT)).orElse("8080");
    }

    /**
     * Its function.
     *
     * @param code the folder that is deployed
     * @throws IllegalArgumentException if a setting is missing or is not accepted; the message names all that is wrong
     */
    public FunctionConfiguration function(Path code) {
        FunctionConfiguration configuration = new FunctionConfiguration(code).name(name);
        List<String> problems = new ArrayList<>();
        set("Handler", function.get("Handler"), problems, configuration::handler);
        set("MemorySize", function.get("MemorySize"), problems, value -> configuration.memory(Integer.parseInt(value)));
        set("Timeout", function.get("Timeout"), problems,
                value -> configuration.timeout(Duration.ofSeconds(Integer.parseInt(value))));
        set("CapacityProviderConfig.PerExecutionEnvironmentMaxConcurrency",
                map(function.get("CapacityProviderConfig")).get("PerExecutionEnvironmentMaxConcurrency"), problems,
                value -> configuration.concurrency(Integer.parseInt(value)));
        resolve(function.get("Runtime")).ifPresent(configuration::runtime);
        adapterLayer().ifPresent(configuration::adapterLayer);
        try {
            configuration.environment(variables);
        } catch (IllegalArgumentException e) {
            problems.add("Environment: " + e.getMessage());
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("the function of the template cannot run: " + String.join("; ", problems));
        }
        return configuration;
    }

    private Optional<String> adapterLayer() {
        Object layers = function.get("Layers");
        return (layers instanceof List<?> list ? list.stream() : Stream.empty())
                .flatMap(layer -> resolve(layer).stream()).filter(arn -> arn.contains(":layer:LambdaAdapterLayer")).findFirst();
    }

    /** Names of the function's environment variables whose values only a deployment knows: the function goes without them. */
    public List<String> unknown() {
        return List.copyOf(unknown);
    }

    /** Names of all environment variables that the template gives the function, without {@code PORT}. */
    Set<String> variables() {
        Set<String> names = new TreeSet<>(variables.keySet());
        names.addAll(unknown);
        return names;
    }

    /** The port that the template gives the function, or that of the adapter's default. */
    String port() {
        return port;
    }

    private void set(String property, Object value, List<String> problems, Consumer<String> setter) {
        Optional<String> text = resolve(value);
        if (text.isEmpty()) {
            problems.add(property + " is missing");
            return;
        }
        try {
            setter.accept(text.get());
        } catch (NumberFormatException e) {
            problems.add(property + " is not a whole number: " + text.get());
        } catch (IllegalArgumentException e) {
            problems.add(property + ": " + e.getMessage());
        }
    }

    private Optional<String> resolve(Object property) {
        Object value = choose(property);
        if (value instanceof Map<?, ?> map) {
            if (map.get("Ref") != null) {
                return Optional.ofNullable(parameters.get(map.get("Ref").toString())).map(Object::toString);
            }
            return map.get("Fn::Sub") instanceof String text ? substitute(text) : Optional.empty();
        }
        return value instanceof List<?> ? Optional.empty() : Optional.ofNullable(value).map(Object::toString);
    }

    /** What {@code Fn::If} chooses, where its condition is known; anything else as it is. */
    private Object choose(Object value) {
        if (map(value).get("Fn::If") instanceof List<?> choice && choice.size() == 3) {
            Optional<Boolean> condition = condition(conditions.get(choice.getFirst()));
            if (condition.isPresent()) {
                return choose(choice.get(condition.get() ? 1 : 2));
            }
        }
        return value;
    }

    private Optional<Boolean> condition(Object value) {
        if (map(value).size() != 1) {
            return Optional.empty();
        }
        Map.Entry<?, ?> function = map(value).entrySet().iterator().next();
        List<?> arguments = function.getValue() instanceof List<?> list ? list : List.of(function.getValue());
        return switch (function.getKey().toString()) {
            case "Condition" -> condition(conditions.get(arguments.getFirst()));
            case "Fn::Equals" -> resolve(arguments.getFirst()).flatMap(one -> resolve(arguments.getLast()).map(one::equals));
            case "Fn::Not" -> condition(arguments.getFirst()).map(known -> !known);
            case "Fn::And" -> all(arguments).map(known -> !known.contains(false));
            case "Fn::Or" -> all(arguments).map(known -> known.contains(true));
            default -> Optional.empty();
        };
    }

    private Optional<Set<Boolean>> all(List<?> values) {
        Set<Optional<Boolean>> all = values.stream().map(this::condition).collect(Collectors.toSet());
        return all.contains(Optional.<Boolean>empty()) ? Optional.empty()
                : Optional.of(all.stream().map(Optional::get).collect(Collectors.toSet()));
    }

    private Optional<String> substitute(String text) {
        List<String> names = REFERENCE.matcher(text).results().map(result -> result.group(1)).toList();
        if (names.stream().anyMatch(reference -> parameters.get(reference) == null)) {
            return Optional.empty();
        }
        return Optional.of(REFERENCE.matcher(text).replaceAll(result ->
                Matcher.quoteReplacement(parameters.get(result.group(1)).toString())).replace("${!", "${"));
    }

    private static Map<?, ?> map(Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    private static Map<?, ?> parse(Path file) {
        try {
            return map(new Yaml(new ShortForms()).load(Files.readString(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (YAMLException e) {
            throw new IllegalArgumentException(file + " is not YAML: " + e.getMessage(), e);
        }
    }

    /** Reads the short form of each function, such as {@code !Sub}, as its full form, {@code Fn::Sub}. */
    private static final class ShortForms extends SafeConstructor {
        private static final Set<String> PLAIN = Set.of("Ref", "Condition");

        ShortForms() {
            super(new LoaderOptions());
            yamlMultiConstructors.put("!", new AbstractConstruct() {
                @Override
                public Object construct(Node node) {
                    String function = node.getTag().getValue().substring(1);
                    return Map.of(PLAIN.contains(function) ? function : "Fn::" + function, switch (node) {
                        case ScalarNode scalar -> scalar.getValue();
                        case SequenceNode sequence -> constructSequence(sequence);
                        case MappingNode mapping -> constructMapping(mapping);
                        default -> throw new IllegalStateException(node.toString());
                    });
                }
            });
        }
    }
}
