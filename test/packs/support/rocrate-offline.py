"""Runs rocrate-validator without a network: the JSON-LD context is answered from here, with the terms that our metadata uses."""

import email.message
import io
import json
import sys
import urllib.error
import urllib.request

import rdflib._networking
import rdflib.parser
import rdflib.plugins.shared.jsonld.util
import requests

SCHEMA = "http://schema.org/"
TERMS = """
about agent alternateName audience audienceType contentSize creator creditText dateCreated datePublished description encodingFormat
endTime hasPart identifier instrument jobTitle license mentions name object publisher result softwareVersion sourceOrganization
startTime temporalCoverage url version
Audience CreateAction CreativeWork Dataset Organization Person SoftwareApplication
""".split()
CONTEXT = {term: SCHEMA + term for term in TERMS}
CONTEXT["File"] = SCHEMA + "MediaObject"
CONTEXT["conformsTo"] = "http://purl.org/dc/terms/conformsTo"
ANSWER = json.dumps({"@context": CONTEXT}).encode()


def is_context(address):
    return "/ro/crate/" in address and address.endswith("/context")


class Opened(io.BytesIO):
    status = code = 200
    url = "https://w3id.org/ro/crate/1.2/context"

    def __init__(self):
        super().__init__(ANSWER)
        self.headers = email.message.Message()
        self.headers["Content-Type"] = "application/ld+json"

    def geturl(self):
        return self.url

    def getcode(self):
        return self.code

    def info(self):
        return self.headers


class Answered:
    status_code = 200
    ok = True
    content = ANSWER
    text = ANSWER.decode()
    headers = {"Content-Type": "application/ld+json"}

    def json(self):
        return json.loads(ANSWER)

    def raise_for_status(self):
        pass


def open_offline(request, *_rest, **_more):
    address = request if isinstance(request, str) else request.full_url
    if is_context(address):
        return Opened()
    raise urllib.error.URLError(f"no network in tests: {address}")


def request_offline(_session, _method, address, *_rest, **_more):
    if is_context(address):
        return Answered()
    raise requests.ConnectionError(f"no network in tests: {address}")


urllib.request.urlopen = open_offline
for module in (rdflib._networking, rdflib.parser, rdflib.plugins.shared.jsonld.util):
    for name in ("urlopen", "_urlopen"):
        if hasattr(module, name):
            setattr(module, name, open_offline)
requests.Session.request = request_offline

from rocrate_validator.cli import cli  # noqa: E402  (after the network was taken away)

cli(sys.argv[1:])
