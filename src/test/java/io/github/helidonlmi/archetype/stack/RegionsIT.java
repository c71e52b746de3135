package io.github.helidonlmi.archetype.stack;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.github.helidonlmi.archetype.support.RequiresTools;
import io.github.helidonlmi.archetype.support.Scenario;
import io.github.helidonlmi.archetype.support.Tool;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * deploy.md names the regions that lack Managed Instances, by the resource schemas that cfn-lint has of each region.
 */
@RequiresTools(Tool.PYTHON)
class RegionsIT {
    private final Path project = Scenario.named("default").project();

    @Test
    void regionsWithoutCapacityProvidersAreNamed() throws Exception {
        String page = Files.readString(project.resolve("docs/deploy.md"));
        String line = page.substring(page.indexOf("- A region that has"), page.indexOf("GovCloud and China"));
        Set<String> named = Pattern.compile("`(\\w+-\\w+-\\d)`").matcher(line).results().map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        List<String> lacking = lacking();

        assertEquals(List.of("cn-north-1", "cn-northwest-1", "us-gov-east-1", "us-gov-west-1"),
                lacking.stream().filter(region -> region.matches("(cn|us-gov)-.*")).toList());
        assertEquals(named, lacking.stream().filter(region -> !region.matches("(cn|us-gov)-.*"))
                .collect(Collectors.toCollection(TreeSet::new)));
        assertTrue(!lacking.contains("us-east-1"));
    }

    private List<String> lacking() throws Exception {
        String output = Tool.PYTHON.run(project, "-c", """
                import json, pathlib, cfnlint
                for file in sorted(pathlib.Path(cfnlint.__file__).parent.glob("data/schemas/providers/*-*-*.json")):
                    if not any("lambda" in name.lower() and "capacityprovider" in name.lower() for name in json.loads(
                            file.read_text())):
                        print(file.stem)
                """).success();
        return output.lines().toList();
    }
}
