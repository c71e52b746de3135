"""Accepts what AWS's own model of an operation accepts as its input: api.py SERVICE OPERATION JSON"""
import json
import sys

import botocore.session
import botocore.validate

service, operation, text = sys.argv[1:]
model = botocore.session.get_session().get_service_model(service)
report = botocore.validate.ParamValidator().validate(json.loads(text), model.operation_model(operation).input_shape)
sys.exit(report.generate_report() if report.has_errors() else 0)
