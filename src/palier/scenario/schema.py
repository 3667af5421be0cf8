"""The JSON schema of a scenario file, for editors: completion, units and descriptions as one types.

It is what the file may say, which is more than the models hold: a block template, patterns of
flats, ages alone, measures by name, and `source`, `status`, `reason` on any value.
"""

from __future__ import annotations

from typing import Any

from palier.scenario.block import Block
from palier.scenario.positions import PROVENANCE, STATUSES
from palier.scenario.scenario import Scenario

_REF = "#/$defs/{model}"
_PARTIAL = ("Room", "Opening", "Flight")  # entries laid over a block's may give some fields only


def schema() -> dict[str, Any]:
    """The schema as plain data (JSON Schema 2020-12)."""
    made = Scenario.model_json_schema(ref_template=_REF)
    block = Block.model_json_schema(ref_template=_REF)
    definitions = made["$defs"] | block.pop("$defs", {}) | {"Block": block}
    made["$defs"] = definitions
    made["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    made["title"] = "A palier scenario"
    for hidden in ("source_text", "notes"):
        made["properties"].pop(hidden, None)
    definitions.pop("Note", None)
    building = definitions["Building"]
    building["properties"]["block"] = {"$ref": _REF.format(model="Block")}
    for name in _PARTIAL:
        definitions[name].pop("required", None)
    for section in ("rooms", "openings", "flights"):
        _or_null(building["properties"][section])
    _or_null(made["properties"]["people"])
    _or(definitions["Member"], {"type": ["number", "string"], "description": "An age alone: 31, '5 months'."})
    _ease_variants(definitions["Variant"])
    for owner in [made, *definitions.values()]:
        _allow_provenance(owner.get("anyOf", [owner])[0])
    definitions["Provenance"] = _provenance()
    return made


def _or(schema: dict[str, Any], other: dict[str, Any]) -> None:
    """Allow something else in place of an object."""
    whole = dict(schema)
    schema.clear()
    schema["anyOf"] = [whole, other]


def _or_null(section: dict[str, Any]) -> None:
    """Allow `name: null`, which takes a generated entry away."""
    section["additionalProperties"] = {"anyOf": [section["additionalProperties"], {"type": "null"}]}


def _ease_variants(variant: dict[str, Any]) -> None:
    properties = variant["properties"]
    for key in ("close", "open", "remove"):
        properties[key] = {
            "anyOf": [{"type": "string"}, properties[key]],
            "description": properties[key]["description"],
        }
    measure = properties["measures"]["items"]
    properties["add"] = {
        "anyOf": [measure, {"type": "array", "items": {"anyOf": [measure, {"type": "object"}]}}, properties["add"]],
        "description": properties["add"]["description"],
    }


def _provenance() -> dict[str, Any]:
    return {
        "type": "object",
        "description": "A value with where it comes from.",
        "properties": {"value": {}, **_PROVENANCE_PROPERTIES},
        "required": ["value"],
        "additionalProperties": False,
    }


_PROVENANCE_PROPERTIES: dict[str, Any] = {
    "source": {"type": "string", "description": "Who says so."},
    "status": {"enum": list(STATUSES), "description": "Whether it is known, assumed, or told in two ways."},
    "reason": {"type": "string", "description": "Why this value was assumed."},
}
assert tuple(_PROVENANCE_PROPERTIES) == PROVENANCE


def _allow_provenance(owner: dict[str, Any]) -> None:
    """Let every value of an object, and the object itself, say where it comes from."""
    properties = owner.get("properties")
    if properties is None:
        return
    for name, value in properties.items():
        described = {"description": value["description"]} if "description" in value else {}
        properties[name] = {"anyOf": [value, {"$ref": _REF.format(model="Provenance")}], **described}
    properties.update({key: dict(value) for key, value in _PROVENANCE_PROPERTIES.items() if key not in properties})
