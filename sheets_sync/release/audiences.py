"""Audiences: who reads what is made, and what may be in it, from `audiences.yaml`.

A consortium may narrow what an audience sees. To widen it takes a reason, which is told each run;
readers outside the consortium are never given more than we give them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from pydantic import RootModel

from forms.definition_file import Definition, closest, did_you_mean, parse
from forms.form import Form
from forms.layers import load_layers
from sheets_sync.catalogue import sentence
from sheets_sync.data import DATA

Sight = Literal[
    "names",
    "comments",
    "pseudonyms",
    "places",
    "small_counts",
    "exit_chain",
    "money",
    "free_text",
    "coordination_text",
    "published_text",
    "participant_fields",
]
"""A kind of content that an audience may see or not."""
Output = Literal[
    "feedback",
    "phone",
    "reminder",
    "consortium",
    "anomalies",
    "window",
    "own_screen",
    "export",
    "named_export",
    "state",
    "counsellors_agenda",
    "directions_agenda",
    "preparation",
    "pilotage",
    "dashboard",
    "siae_dashboard",
    "report",
    "annex",
    "participants",
    "figures",
    "federation",
]
"""What is made for an audience."""
SIGHTS: tuple[Sight, ...] = get_args(Sight)
OUTPUTS: tuple[Output, ...] = get_args(Output)
INSIDE_ONLY: frozenset[Sight] = frozenset(
    ("names", "comments", "pseudonyms", "places", "small_counts")
)
"""What nobody outside the consortium sees; an authority is owed `participant_fields` instead."""
NEEDS: Mapping[Output, frozenset[Sight]] = {
    "feedback": frozenset(("names", "places")),
    "phone": frozenset(("names", "places")),
    "reminder": frozenset(("places",)),
    "consortium": frozenset(("pseudonyms", "places", "small_counts", "exit_chain")),
    "anomalies": frozenset(("pseudonyms", "places", "small_counts")),
    "window": frozenset(("places", "small_counts")),
    "own_screen": frozenset(("names", "pseudonyms", "places", "small_counts")),
    "export": frozenset(("pseudonyms", "places", "small_counts", "exit_chain")),
    "named_export": frozenset(("names", "pseudonyms", "places", "small_counts", "exit_chain")),
    "state": frozenset(("pseudonyms", "places", "small_counts", "exit_chain")),
    "counsellors_agenda": frozenset(("small_counts",)),
    "directions_agenda": frozenset(("small_counts",)),
    "preparation": frozenset(("small_counts",)),
    "pilotage": frozenset(("small_counts", "exit_chain", "money")),
    "dashboard": frozenset(("small_counts", "exit_chain", "money")),
    "siae_dashboard": frozenset(("small_counts", "exit_chain")),
    "report": frozenset(("money",)),
    "figures": frozenset(("money",)),
    "federation": frozenset(("money",)),
    "participants": frozenset(("participant_fields",)),
}
"""What an output is made of throughout: who may not see it cannot be given the output."""


class _Entry(Definition):
    """An audience as a file has it; beside config.yaml only what differs."""

    label: str = ""
    sees: frozenset[Sight] = frozenset()
    outputs: tuple[Output, ...] = ()
    outside: bool = False
    on_demand: bool = False
    fields: tuple[str, ...] = ()
    module_fields: tuple[str, ...] = ()
    legal_basis: str = ""
    widened_because: str = ""


class _Entries(RootModel[dict[str, _Entry]]):
    """By id."""


@dataclass(frozen=True)
class Audience:
    """Readers, and what may be in anything that is made for them.

    Attributes:
        outside: not of the consortium.
        on_demand: its outputs are made only when somebody asks for them.
        fields, legal_basis: of an authority, what of each participant it is owed, and by which law.
        module_fields: those of modules that it is owed as well where they are switched on, when
            they are among `fields`.
        widened_because: why the consortium lets it see more than we do; "" where it does not.
    """

    id: str
    label: str
    sees: frozenset[Sight]
    outputs: tuple[Output, ...]
    outside: bool = False
    on_demand: bool = False
    fields: tuple[str, ...] = ()
    module_fields: tuple[str, ...] = ()
    legal_basis: str = ""
    widened_because: str = ""


@dataclass(frozen=True)
class Audiences:
    """Every audience, by id."""

    by_id: Mapping[str, Audience]

    def of(self, output: Output) -> Audience:
        """The audience that an output is made for."""
        return next(each for each in self.by_id.values() if output in each.outputs)

    @property
    def authorities(self) -> dict[str, Audience]:
        """Those that are owed fields of each participant, by id."""
        return {id_: each for id_, each in self.by_id.items() if "participants" in each.outputs}

    @property
    def notices(self) -> list[str]:
        """What the consortium lets an audience see beyond what we do, and why."""
        widened = [each for each in self.by_id.values() if each.widened_because]
        return [
            sentence("release.widened", label=each.label, reason=each.widened_because)
            for each in widened
        ]


def load_audiences(form: Form, beside: Path | None = None) -> Audiences:
    """Load the audiences; `audiences.yaml` in `beside` narrows ours, or adds an authority.

    Args:
        form: the participants', which the fields of an authority are held against.

    Raises:
        DefinitionError: a mistake in a file, or an audience that would see what it may not.
    """
    layers = load_layers("audiences.yaml", DATA, beside)
    ours = parse(load_layers("audiences.yaml", DATA), _Entries).root
    audiences = {}
    for id_, entry in parse(layers, _Entries).root.items():
        nearest = closest(id_, list(ours))
        if id_ not in ours and nearest:
            # Taken for a new audience it would be told, of each key, what that may not be.
            hint = did_you_mean(id_, list(ours))
            raise layers.error((id_,), sentence("release.no_audience", name=id_, hint=hint))
        audience = _audience(id_, entry, ours.get(id_, _Entry()), form)
        for key, problem in _mistakes(audience, ours.get(id_), form):
            raise layers.error((id_, key), problem)
        audiences[id_] = audience
    return Audiences(audiences)


def _audience(id_: str, entry: _Entry, ours: _Entry, form: Form) -> Audience:
    """An entry over ours of the same id: what it does not say stays.

    Who lists the fields lists all of them: those of modules come along with ours only.
    """
    merged = ours.model_copy(update={key: getattr(entry, key) for key in entry.model_fields_set})
    values = {key: getattr(merged, key) for key in _Entry.model_fields}
    if merged.fields == ours.fields or "module_fields" in entry.model_fields_set:
        values["fields"] += tuple(name for name in merged.module_fields if form.has(name))
    return Audience(id_, **values)


def _mistakes(audience: Audience, ours: _Entry | None, form: Form) -> Iterator[tuple[str, str]]:
    """Key and problem of each mistake in an audience; `ours` is None for a consortium's own."""
    if ours is None:
        yield from _mistakes_of_new(audience)
    else:
        yield from _mistakes_beside_ours(audience, ours)
    if audience.outside and not audience.sees.isdisjoint(INSIDE_ONLY):
        seen = _sight_labels(audience.sees & INSIDE_ONLY)
        yield "sees", sentence("release.outside_sees", seen=seen)
    for output in audience.outputs:
        if missing := NEEDS.get(output, frozenset()) - audience.sees:
            made = sentence(f"release.output.{output}")
            yield "sees", sentence("release.needed", output=made, missing=_sight_labels(missing))
    if audience.fields and not audience.legal_basis:
        yield "legal_basis", sentence("release.no_legal_basis")
    for name in audience.fields:
        if not form.has(name):
            hint = did_you_mean(name, [field.id for field in form.fields])
            yield "fields", sentence("definitions.no_field", name=name, hint=hint)
        elif form.field(name).privacy == "tab":
            yield "fields", sentence("release.field_stays", name=name)


def _mistakes_of_new(audience: Audience) -> Iterator[tuple[str, str]]:
    is_authority = (
        audience.on_demand
        and audience.outside
        and audience.outputs == ("participants",)
        and audience.sees == {"participant_fields"}
        and bool(audience.fields)
        and bool(audience.label)
    )
    if not is_authority:
        yield "outputs", sentence("release.only_authorities")


def _mistakes_beside_ours(audience: Audience, ours: _Entry) -> Iterator[tuple[str, str]]:
    # Which output is made for whom, and on whose demand, is what the code does: no file moves it.
    for key in ("outputs", "outside", "on_demand"):
        if getattr(audience, key) != getattr(ours, key):
            yield key, sentence("release.fixed", key=key)
    wider = audience.sees - ours.sees
    if wider and audience.outside:
        yield "sees", sentence("release.outside_sees", seen=_sight_labels(wider))
    elif wider and not audience.widened_because:
        yield "sees", sentence("release.wider", seen=_sight_labels(wider))


def _sight_labels(sights: frozenset[Sight]) -> list[str]:
    return [sight_label(sight) for sight in SIGHTS if sight in sights]


def sight_label(sight: Sight) -> str:
    """« les montants »: a kind of content in the words of the guide."""
    return sentence(f"release.sight.{sight}")
