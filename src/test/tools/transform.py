"""Prints what CloudFormation gets of a SAM template, as JSON: transform.py TEMPLATE"""
import json
import sys

from samtranslator.translator.transform import transform
from samtranslator.yaml_helper import yaml_parse


class ManagedPolicies:
    """Stands for a look-up in an account."""

    def load(self):
        name = "AWSLambdaBasicExecutionRole"
        return {name: f"arn:aws:iam::aws:policy/service-role/{name}"}


with open(sys.argv[1], encoding="utf-8") as file:
    template = yaml_parse(file)
for resource in template["Resources"].values():
    if "CodeUri" in resource.get("Properties", {}):
        # What `sam deploy` puts there once it has uploaded the code
        resource["Properties"]["CodeUri"] = "s3://bucket/key"
values = {name: str(parameter.get("Default", name)) for name, parameter in template["Parameters"].items()}
json.dump(transform(template, values, ManagedPolicies()), sys.stdout)
