"""Zips a folder as `sam deploy` does before it uploads a function: zip.py FOLDER NAME"""
import sys

from samcli.lib.package.utils import make_zip_with_lambda_permissions

make_zip_with_lambda_permissions(sys.argv[2], sys.argv[1])
