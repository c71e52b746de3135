package io.github.helidonlmi.archetype.stack;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.github.helidonlmi.archetype.support.RequiresTools;
import io.github.helidonlmi.archetype.support.Scenario;
import io.github.helidonlmi.archetype.support.Stack;
import io.github.helidonlmi.archetype.support.Template;
import io.github.helidonlmi.archetype.support.Tool;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * network.yaml makes a network that the instances can work in, and nothing that is paid for unasked.
 */
@RequiresTools({Tool.CFN_LINT, Tool.CHECKOV, Tool.PYTHON})
class NetworkIT {
    private final Path template = Scenario.named("default").project().resolve("network.yaml");
    private final Stack network = Stack.ofTemplate(template);

    @Test
    void judgesFindNothing() throws Exception {
        assertEquals("", Tool.CFN_LINT.run(template.getParent(), "--include-checks", "I", "--non-zero-exit-code",
                "informational", "--", template).success());
        assertEquals(Set.of(), Checkov.findings(template));
    }

    @Test
    void privateSubnetsAreInThreeZonesAndDoNotOverlap() {
        List<Map<String, Object>> subnets = subnets("Private");

        assertEquals(3, subnets.size());
        assertEquals(3, subnets.stream().map(subnet -> subnet.get("AvailabilityZone")).distinct().count());
        assertEquals(4, network.all("AWS::EC2::Subnet").stream().map(subnet -> subnet.get("CidrBlock")).distinct().count());
        subnets.forEach(subnet -> assertFalse(subnet.containsKey("MapPublicIpOnLaunch")));
    }

    @Test
    void everySubnetHasItsRoutesAndTheyLeadOutOnlyWithANatGateway() {
        Map<Object, Object> routes = network.all("AWS::EC2::SubnetRouteTableAssociation").stream()
                .collect(Collectors.toMap(routing -> routing.get("SubnetId"), routing -> routing.get("RouteTableId")));
        Stack withNat = network.with("WithNatGateway", "true");

        assertEquals(Map.of(ref("PrivateSubnet1"), ref("PrivateRoutes"), ref("PrivateSubnet2"), ref("PrivateRoutes"),
                ref("PrivateSubnet3"), ref("PrivateRoutes"), ref("PublicSubnet"), ref("PublicRoutes")), routes);
        assertFalse(network.has("PrivateDefaultRoute"));
        assertTrue(withNat.has("PrivateDefaultRoute"));
        assertEquals(Map.of("RouteTableId", ref("PrivateRoutes"), "DestinationCidrBlock", "0.0.0.0/0",
                "NatGatewayId", ref("NatGateway")), network.named("PrivateDefaultRoute"));
        assertEquals(Map.of("RouteTableId", ref("PublicRoutes"), "DestinationCidrBlock", "0.0.0.0/0",
                "GatewayId", ref("InternetGateway")), network.named("PublicDefaultRoute"));
        assertEquals(ref("PublicSubnet"), network.named("NatGateway").get("SubnetId"));
    }

    @Test
    void onlyTheEndpointForLogsIsPaidForUnasked() {
        assertEquals(Set.of("LogsEndpoint"), paidFor(network));
        assertEquals(Set.of("LogsEndpoint", "BedrockEndpoint"), paidFor(network.with("WithBedrock", "true")));
        assertEquals(Set.of("LogsEndpoint", "NatGateway", "NatAddress"), paidFor(network.with("WithNatGateway", "true")));
    }

    @Test
    void instancesReachTheEndpointsByTheirOrdinaryNames() {
        assertEquals(List.of("com.amazonaws.${AWS::Region}.logs", "com.amazonaws.${AWS::Region}.bedrock-runtime"),
                network.all("AWS::EC2::VPCEndpoint").stream().map(endpoint -> endpoint.get("ServiceName")).toList());
        network.all("AWS::EC2::VPCEndpoint").forEach(endpoint -> {
            assertEquals(true, endpoint.get("PrivateDnsEnabled"));
            assertEquals(List.of(ref("PrivateSubnet1"), ref("PrivateSubnet2"), ref("PrivateSubnet3")),
                    endpoint.get("SubnetIds"));
            assertEquals(List.of(ref("EndpointsSecurityGroup")), endpoint.get("SecurityGroupIds"));
        });
        assertEquals(true, network.properties("AWS::EC2::VPC").get("EnableDnsSupport"));
        assertEquals(true, network.properties("AWS::EC2::VPC").get("EnableDnsHostnames"));
    }

    @Test
    void onlyTheInstancesReachTheEndpointsAndNobodyReachesTheInstances() {
        Map<?, ?> rule = (Map<?, ?>) ((List<?>) network.named("EndpointsSecurityGroup").get("SecurityGroupIngress")).getFirst();

        assertEquals(ref("InstancesSecurityGroup"), rule.get("SourceSecurityGroupId"));
        assertFalse(network.named("InstancesSecurityGroup").containsKey("SecurityGroupIngress"));
    }

    @Test
    void outputsAreParametersOfTheStages() throws Exception {
        Set<String> parameters = Template.parse(Files.readString(template.resolveSibling("template.yaml")))
                .get("Parameters").keySet();

        assertEquals(Set.of("SubnetIds", "SecurityGroupIds"), network.sections().get("Outputs").keySet());
        assertTrue(parameters.containsAll(network.sections().get("Outputs").keySet()), parameters.toString());
    }

    private Set<String> paidFor(Stack stack) {
        return stack.resources().keySet().stream().filter(stack::has).filter(name -> Set.of("AWS::EC2::VPCEndpoint",
                "AWS::EC2::NatGateway", "AWS::EC2::EIP").contains(stack.resources().get(name).get("Type")))
                .collect(Collectors.toSet());
    }

    private List<Map<String, Object>> subnets(String beginning) {
        return network.resources().keySet().stream()
                .filter(name -> name.matches(beginning + "Subnet\\d")).map(network::named).toList();
    }

    private static Map<String, String> ref(String name) {
        return Map.of("Ref", name);
    }
}
