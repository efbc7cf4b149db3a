# SPDX-License-Identifier: Apache-2.0
"""Recipes in words: shared by the terminal's page of one and the generated pages of all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fpbox.recipes.load import Catalogue
from fpbox.recipes.recipe import Clause, Recipe, Step

STEPS = (
    ("review", "Review the change"),
    ("policy", "Hold it against policy"),
    ("dependency", "Check the dependency"),
    ("watch", "Watch more closely"),
    ("teach", "Teach"),
    ("audit", "Audit"),
)


def attack_address(recipe: Recipe) -> str:
    """Return the page of its ATT&CK technique."""
    return f"https://attack.mitre.org/techniques/{recipe.technique.replace('.', '/')}/"


def benign(recipe: Recipe) -> str:
    """Say how many benign packages show it."""
    if recipe.prevalence:
        return f"{recipe.prevalence:.1%} of benign packages"
    return recipe.prevalence_source or "not known of benign packages"


def purpose(recipe: Recipe) -> str:
    """Say whether it needs a second finding to be understood."""
    return "shows a purpose by itself" if recipe.intent else "shows no purpose by itself"


def conditions(recipe: Recipe, catalogue: Catalogue) -> Iterator[str]:
    """Say what a recipe asks for, a line for each clause or correlation."""
    for clause in recipe.clauses:
        importance = clause.importance or recipe.importance
        bits = recipe.bits if clause.bits is None else clause.bits
        yield f"{clause.name} ({importance.value}, {bits:g} bits): {', '.join(_in_words(clause))}"
    if recipe.min_distinct > 1:
        yield f"in all at least {recipe.min_distinct} different objects"
    if recipe.correlation is None:
        return
    joint = "then" if recipe.correlation.ordered else "and"
    yield f" {joint} ".join(_step(step, catalogue) for step in recipe.correlation.steps)
    if recipe.correlation.within_s:
        yield f"within {recipe.correlation.within_s:g} s"


def _in_words(clause: Clause) -> Iterator[str]:
    """Say what a clause asks for."""
    actions = " or ".join(sorted(action.value for action in clause.actions))
    yield f"{actions} {' | '.join(clause.objects.patterns)}" if clause.objects else actions
    words: tuple[tuple[str, Iterable[object]], ...] = (
        ("not of", clause.not_objects.patterns if clause.not_objects else ()),
        ("call", clause.calls.patterns if clause.calls else ()),
        ("command", clause.commands.patterns if clause.commands else ()),
        ("but not", clause.not_commands.patterns if clause.not_commands else ()),
        ("detail", clause.details.patterns if clause.details else ()),
        ("by", clause.exes.patterns if clause.exes else ()),
        ("not by", clause.not_exes.patterns if clause.not_exes else ()),
        ("by command", clause.by.patterns if clause.by else ()),
        ("not by command", clause.not_by.patterns if clause.not_by else ()),
        ("below", clause.below.patterns if clause.below else ()),
        ("not below", clause.not_below.patterns if clause.not_below else ()),
        ("result", sorted(clause.results)),
        ("flag", sorted(clause.flags)),
        ("host", clause.hosts.patterns if clause.hosts else ()),
        ("method", clause.methods.patterns if clause.methods else ()),
        ("target", clause.targets.patterns if clause.targets else ()),
        ("address", sorted(clause.addresses)),
        ("port", sorted(clause.ports)),
        ("no port", sorted(clause.not_ports)),
        ("phase", clause.phases.patterns if clause.phases else ()),
        ("not in phase", clause.not_phases.patterns if clause.not_phases else ()),
    )
    for word, values in words:
        if values:
            yield f"{word} {' | '.join(str(value) for value in values)}"
    if clause.outside:
        yield "to a host the run may not talk to"
    if clause.familiar is not None:
        yield f"to a host that packages {'' if clause.familiar else 'do not '}fetch from"
    if clause.min_seconds:
        yield f"for {clause.min_seconds:g} s or longer"
    if clause.beyond_control:
        yield "more often than in the control run"
    if clause.min_distinct > 1:
        yield f"at least {clause.min_distinct} different ones"
    if clause.min_count > 1:
        yield f"at least {clause.min_count} times"


def _step(step: Step, catalogue: Catalogue) -> str:
    names = list(step.refs)
    if len(names) == 1 and names[0].startswith("tactic:"):
        tactic = names[0].partition(":")[2]
        count = sum(1 for one in catalogue.recipes if one.tactic == tactic and one.correlation is None)
        names = [f"any of the {count} recipes of {tactic}"]
    wanted = [f"{step.at_least} recipes"] if step.at_least > 1 else []
    wanted += [f"{step.techniques} techniques"] if step.techniques > 1 else []
    wanted += [f"{step.bits:g} bits"] if step.bits else []
    return f"({' | '.join(names)}{': at least ' + ', '.join(wanted) if wanted else ''})"
