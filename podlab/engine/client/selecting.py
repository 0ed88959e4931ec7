"""LabelSelector objects applied to labels, the way components do it all day.

Here: ``metav1.LabelSelector`` and plain maps against labels.  Not here: the text form of selectors
(``objects.labels``) or validation: an unknown operator selects nothing.
"""

from collections.abc import Mapping
from typing import Any


def selects(selector: Mapping[str, Any] | None, labels: Mapping[str, str]) -> bool:
    """Whether a LabelSelector selects these labels: None selects nothing, ``{}`` everything."""
    if selector is None:
        return False
    for key, value in (selector.get("matchLabels") or {}).items():
        if labels.get(key) != value:
            return False
    return all(_meets(row, labels) for row in selector.get("matchExpressions") or ())


def _meets(row: Mapping[str, Any], labels: Mapping[str, str]) -> bool:
    key, operator = row.get("key", ""), row.get("operator")
    if operator == "In":
        return labels.get(key) in (row.get("values") or ())
    if operator == "NotIn":
        return labels.get(key) not in (row.get("values") or ())
    if operator == "Exists":
        return key in labels
    return operator == "DoesNotExist" and key not in labels
