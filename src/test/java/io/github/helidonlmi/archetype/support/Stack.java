package io.github.helidonlmi.archetype.support;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.yaml.snakeyaml.Yaml;

/**
 * What CloudFormation makes of a generated template: its sections after the SAM transform, with the values of the
 * template's parameters filled in.
 */
public record Stack(Map<String, Map<String, Map<String, Object>>> sections, Map<String, Object> parameters) {
    private static final Map<Path, Stack> STACKS = new HashMap<>();
    private static final Map<String, String> NO_VALUE = Map.of("Ref", "AWS::NoValue");

    /** With the defaults as values; a parameter that has none is named by itself. */
    public static Stack of(Path project) {
        return ofTemplate(project.resolve("template.yaml"));
    }

    public static synchronized Stack ofTemplate(Path template) {
        return STACKS.computeIfAbsent(template, Stack::transform);
    }

    public Stack with(String parameter, Object value) {
        Map<String, Object> changed = new HashMap<>(parameters);
        changed.put(parameter, value);
        return new Stack(sections, changed);
    }

    public Map<String, Map<String, Object>> resources() {
        return sections.get("Resources");
    }

    /** What is shown of an output at the end of a deployment. */
    public String description(String output) {
        return sections.get("Outputs").get(output).get("Description").toString();
    }

    /** The name of the only resource of this type. */
    public String name(String type) {
        List<String> names = resources().keySet().stream().filter(name -> isOf(type, name)).toList();
        if (names.size() != 1) {
            throw new AssertionError("one " + type + " was expected: " + names);
        }
        return names.getFirst();
    }

    /** Properties of the only resource of this type. */
    public Map<String, Object> properties(String type) {
        return named(name(type));
    }

    public Map<String, Object> named(String name) {
        return map(resolve(resources().get(name).get("Properties")));
    }

    /** Whether this resource is made. */
    public boolean has(String name) {
        Object condition = resources().get(name).get("Condition");
        return condition == null || resolve(sections.get("Conditions").get(condition)).equals(true);
    }

    /** Properties of every resource of this type. */
    public List<Map<String, Object>> all(String type) {
        return resources().keySet().stream().filter(name -> isOf(type, name))
                .map(this::named).toList();
    }

    /** A nested property. */
    public static Object at(Map<String, Object> properties, String... path) {
        Object value = properties;
        for (String key : path) {
            value = map(value).get(key);
            if (value == null) {
                throw new NoSuchElementException("no " + String.join(".", path) + " in " + properties);
            }
        }
        return value;
    }

    public static int number(Map<String, Object> properties, String... path) {
        return Integer.parseInt(at(properties, path).toString());
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }

    private boolean isOf(String type, String name) {
        return type.equals(resources().get(name).get("Type"));
    }

    private Object resolve(Object value) {
        return switch (value) {
            case Map<?, ?> map when parameters.containsKey(map.get("Ref")) -> parameters.get(map.get("Ref"));
            case Map<?, ?> map when map.get("Fn::Sub") instanceof String text -> substitute(text, parameters);
            case Map<?, ?> map when map.get("Fn::Sub") instanceof List<?> textAndValues ->
                    substitute(substitute(textAndValues.getFirst().toString(), map(resolve(textAndValues.getLast()))),
                            parameters);
            case Map<?, ?> map when map.get("Fn::If") instanceof List<?> choice ->
                    resolve(choice.get(resolve(sections.get("Conditions").get(choice.getFirst())).equals(true) ? 1 : 2));
            case Map<?, ?> map when map.get("Fn::Not") instanceof List<?> not -> !resolve(not.getFirst()).equals(true);
            case Map<?, ?> map when map.get("Fn::Equals") instanceof List<?> pair ->
                    resolve(pair.getFirst()).toString().equals(resolve(pair.getLast()).toString());
            case Map<?, ?> map when map.get("Fn::Or") instanceof List<?> any ->
                    any.stream().map(this::resolve).anyMatch(Boolean.TRUE::equals);
            case Map<?, ?> map when map.get("Fn::Select") instanceof List<?> choice
                    && resolve(choice.getLast()) instanceof List<?> list ->
                    list.get(Integer.parseInt(choice.getFirst().toString()));
            case Map<?, ?> map when map.get("Fn::Split") instanceof List<?> split
                    && resolve(split.getLast()) instanceof String text ->
                    List.of(text.split(Pattern.quote(split.getFirst().toString())));
            case Map<?, ?> map when map.get("Fn::Join") instanceof List<?> join
                    && resolve(join.getLast()) instanceof List<?> list && list.stream().allMatch(String.class::isInstance) ->
                    list.stream().map(Object::toString).collect(Collectors.joining(join.getFirst().toString()));
            case Map<?, ?> map -> map.entrySet().stream()
                    .filter(entry -> !resolve(entry.getValue()).equals(NO_VALUE))
                    .collect(Collectors.toMap(Map.Entry::getKey, entry -> resolve(entry.getValue())));
            case List<?> list -> list.stream().map(this::resolve).toList();
            default -> value;
        };
    }

    private static String substitute(String text, Map<String, Object> values) {
        String result = text;
        for (Map.Entry<String, Object> value : values.entrySet()) {
            result = result.replace("${" + value.getKey() + "}", value.getValue().toString());
        }
        return result;
    }

    private static Stack transform(Path file) {
        try {
            Map<String, Map<String, Map<String, Object>>> template = new Yaml().load(Tool.PYTHON
                    .run(file.getParent(), Tool.SCRIPTS.resolve("transform.py"), file).success());
            return new Stack(template, template.get("Parameters").entrySet().stream().collect(
                    Collectors.toMap(Map.Entry::getKey, e -> e.getValue().getOrDefault("Default", e.getKey()))));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
