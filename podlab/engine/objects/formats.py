"""Forms of names and values, each with the words that Kubernetes uses to refuse.

Every check returns the reasons against a text, none if it is fine.  Not here: which field must
have which form (``validation``).
"""

import ipaddress
import re

_LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?"
_SUBDOMAIN = _LABEL + "(\\." + _LABEL + ")*"
_LABEL_1035 = "[a-z]([-a-z0-9]*[a-z0-9])?"
_WILDCARD = "\\*\\." + _SUBDOMAIN
_KEY = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]"
_VALUE = f"({_KEY})?"
_CONFIG_KEY = "[-._a-zA-Z0-9]+"
_HTTP_HEADER = "[-A-Za-z0-9]+"
_PERCENT = "[0-9]+%"

# Linear forms of the above: what Kubernetes says it checks would backtrack in Python.
_LABEL_FORM = re.compile(r"[a-z0-9](?:[-a-z0-9]*[a-z0-9])?")
_LABEL_1035_FORM = re.compile(r"[a-z](?:[-a-z0-9]*[a-z0-9])?")
_KEY_FORM = re.compile(r"[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?")

_LABEL_WORDS = (
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', "
    "and must start and end with an alphanumeric character"
)
_SUBDOMAIN_WORDS = (
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or "
    "'.', and must start and end with an alphanumeric character"
)
_LABEL_1035_WORDS = (
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an "
    "alphabetic character, and end with an alphanumeric character"
)
_WILDCARD_WORDS = (
    "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which "
    "must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric "
    "character"
)
_KEY_WORDS = (
    "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an "
    "alphanumeric character"
)
_VALUE_WORDS = f"a valid label must be an empty string or {_KEY_WORDS.removeprefix('must ')}"
_CONFIG_KEY_WORDS = "a valid config key must consist of alphanumeric characters, '-', '_' or '.'"


def regex_words(words: str, form: str, *examples: str) -> str:
    """The refusal that names a regular expression."""
    shown = " or ".join(f"'{example}', " for example in examples)
    if not examples:
        return f"{words} (regex used for validation is '{form}')"
    return f"{words} (e.g. {shown}regex used for validation is '{form}')"


def in_range(value: int, low: int, high: int) -> list[str]:
    """A number between two bounds."""
    return [] if low <= value <= high else [f"must be between {low} and {high}, inclusive"]


def port_number(value: int) -> list[str]:
    """1 to 65535."""
    return in_range(value, 1, 65535)


def _is_subdomain(text: str) -> bool:
    return all(_LABEL_FORM.fullmatch(part) for part in text.split("."))


def dns_label(text: str) -> list[str]:
    """An RFC 1123 label."""
    reasons = [] if len(text) <= 63 else ["must be no more than 63 characters"]
    if not _LABEL_FORM.fullmatch(text):
        dotted = _is_subdomain(text)
        words = regex_words(_LABEL_WORDS, _LABEL, "my-name", "123-abc")
        reasons.append("must not contain dots" if dotted else words)
    return reasons


def dns_subdomain(text: str) -> list[str]:
    """An RFC 1123 subdomain."""
    reasons = [] if len(text) <= 253 else ["must be no more than 253 characters"]
    if not _is_subdomain(text):
        reasons.append(regex_words(_SUBDOMAIN_WORDS, _SUBDOMAIN, "example.com"))
    return reasons


def dns1035_label(text: str) -> list[str]:
    """An RFC 1035 label, as Services' names in older versions."""
    reasons = [] if len(text) <= 63 else ["must be no more than 63 characters"]
    if not _LABEL_1035_FORM.fullmatch(text):
        reasons.append(regex_words(_LABEL_1035_WORDS, _LABEL_1035, "my-name", "abc-123"))
    return reasons


def wildcard_subdomain(text: str) -> list[str]:
    """``*.`` and a subdomain."""
    reasons = [] if len(text) <= 253 else ["must be no more than 253 characters"]
    if not (text.startswith("*.") and _is_subdomain(text[2:])):
        reasons.append(regex_words(_WILDCARD_WORDS, _WILDCARD, "*.example.com"))
    return reasons


def label_key(text: str) -> list[str]:
    """A label's or annotation's key, also called a qualified name."""
    name_words = regex_words(_KEY_WORDS, _KEY, "MyName", "my.name", "123-abc")
    parts = text.split("/")
    if len(parts) > 2:
        return [
            f"a valid label key {name_words} with an optional DNS subdomain prefix and '/' "
            "(e.g. 'example.com/MyName')"
        ]
    reasons = []
    if len(parts) == 2:
        prefix = ["must be non-empty"] if not parts[0] else dns_subdomain(parts[0])
        reasons = ["prefix part " + reason for reason in prefix]
    name = parts[-1]
    if not name:
        reasons.append("name part must be non-empty")
    elif len(name) > 63:
        reasons.append("name part must be no more than 63 bytes")
    if not _KEY_FORM.fullmatch(name):
        reasons.append("name part " + name_words)
    return reasons


def label_value(text: str) -> list[str]:
    """A label's value."""
    reasons = [] if len(text.encode()) <= 63 else ["must be no more than 63 bytes"]
    if text and not _KEY_FORM.fullmatch(text):
        reasons.append(regex_words(_VALUE_WORDS, _VALUE, "MyValue", "my_value", "12345"))
    return reasons


def _directory(text: str) -> list[str]:
    if text in (".", ".."):
        return [f"must not be '{text}'"]
    return ["must not start with '..'"] if text.startswith("..") else []


def config_key(text: str) -> list[str]:
    """A key of a ConfigMap or Secret."""
    reasons = [] if len(text) <= 253 else ["must be no more than 253 characters"]
    if not re.fullmatch(_CONFIG_KEY, text):
        examples = ("key.name", "KEY_NAME", "key-name")
        reasons.append(regex_words(_CONFIG_KEY_WORDS, _CONFIG_KEY, *examples))
    return reasons + _directory(text)


def env_name(text: str) -> list[str]:
    """An environment variable's name: printable ASCII without ``=``."""
    if not text:
        return ["environment variable name must be non-empty"]
    if all(" " <= char <= "~" and char != "=" for char in text):
        return []
    return [
        "a valid environment variable name must consist only of printable ASCII characters other "
        "than '='"
    ]


def http_header(text: str) -> list[str]:
    """A header's name."""
    if re.fullmatch(_HTTP_HEADER, text):
        return []
    words = "a valid HTTP header must consist of alphanumeric characters or '-'"
    return [regex_words(words, _HTTP_HEADER, "X-Header-Name")]


def percent(text: str) -> list[str]:
    """``25%``."""
    if re.fullmatch(_PERCENT, text):
        return []
    words = "a valid percent string must be a numeric string followed by an ending '%'"
    return [regex_words(words, _PERCENT, "1%", "93%")]


def port_name(text: str) -> list[str]:
    """An IANA service name."""
    reasons = [] if len(text) <= 15 else ["must be no more than 15 characters"]
    if not re.fullmatch("[-a-z0-9]+", text):
        reasons.append("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)")
    if not re.search("[a-z]", text):
        reasons.append("must contain at least one letter (a-z)")
    if "--" in text:
        reasons.append("must not contain consecutive hyphens")
    if text and "-" in (text[0], text[-1]):
        reasons.append("must not begin or end with a hyphen")
    return reasons


def path_segment(text: str) -> list[str]:
    """A name that can be a part of a path: RBAC objects' names."""
    if text in (".", ".."):
        return [f"may not be '{text}'"]
    return [f"may not contain '{char}'" for char in "/%" if char in text]


def ip_address(text: str) -> list[str]:
    """An IPv4 or IPv6 address."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return ["must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"]
    return []


def cidr(text: str) -> list[str]:
    """An address range."""
    try:
        ipaddress.ip_interface(text)
    except ValueError:
        return ["must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)"]
    return (
        [] if "/" in text else ["must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)"]
    )
