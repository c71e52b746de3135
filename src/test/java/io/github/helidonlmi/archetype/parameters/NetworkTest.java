package io.github.helidonlmi.archetype.parameters;

import java.nio.file.Path;

import io.github.helidonlmi.archetype.support.Archetype;
import io.github.helidonlmi.archetype.support.Project;
import io.github.helidonlmi.archetype.support.Refusal;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Subnets and security groups that a deployment takes without being told.
 */
class NetworkTest {
    @TempDir
    private Path directory;

    @Test
    void withBothADeploymentNeedsNoArgument() {
        Project project = Archetype.generate(directory, "subnetIds", "subnet-0a1,subnet-2", "securityGroupIds", "sg-1");

        String networkOfAStage = ".deploy.parameters.parameter_overrides]\n"
                + "SubnetIds = [\"subnet-0a1\", \"subnet-2\"]\nSecurityGroupIds = [\"sg-1\"]\n";
        assertTrue(project.read("samconfig.toml").contains("[dev" + networkOfAStage));
        assertTrue(project.read("samconfig.toml").contains("[prod" + networkOfAStage));
        assertFalse(project.read("docs/deploy.md").contains("SubnetIds ="));
    }

    @ParameterizedTest
    @CsvSource({"none, none", "subnet-1, none", "none, sg-1"})
    void withoutOneAPageSaysHowToFindBoth(String subnets, String securityGroups) {
        Project project = Archetype.generate(directory, "subnetIds", subnets, "securityGroupIds", securityGroups);

        assertEquals(2, project.read("samconfig.toml").split("\nSubnetIds = \\[]\nSecurityGroupIds = \\[]\n").length - 1);
        assertTrue(project.read("docs/deploy.md").contains("aws ec2 describe-subnets"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ' ', value = {"subnet sg", "subnet-1, sg-1,", "subnet-A sg-1;2", "sg-1 subnet-1",
        "subnet-1,none sg-1,sg-2,sg-3,sg-4,sg-5,sg-6"})
    void othersAreRefused(String subnets, String securityGroups) {
        Refusal.assertRefused(directory, Archetype.values("subnetIds", subnets, "securityGroupIds", securityGroups),
                "subnetIds=%s: must be none, or ids of subnets joined by commas, such as subnet-1,subnet-2".formatted(subnets),
                "securityGroupIds=%s: must be none, or ids of at most five security groups joined by commas, such as sg-1,sg-2"
                        .formatted(securityGroups));
    }
}
