package io.github.helidonlmi.archetype.support;

import java.util.Map;

import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.AbstractConstruct;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.Node;

/**
 * Reads a CloudFormation template, its functions such as {@code !Ref} as their source text.
 */
public final class Template extends SafeConstructor {
    private Template(LoaderOptions options) {
        super(options);
        yamlMultiConstructors.put("!", new AbstractConstruct() {
            @Override
            public Object construct(Node node) {
                return node.getTag() + " " + node;
            }
        });
    }

    public static Map<String, Map<String, Map<String, Object>>> parse(String yaml) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        return new Yaml(new Template(options)).load(yaml);
    }
}
