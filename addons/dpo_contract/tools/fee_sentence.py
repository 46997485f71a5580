"""French sentence that states the *bases de liquidation* of one row.

Printed on the état liquidatif, the invoice or the titre: a reader in a town hall must
be able to redo the sum with the voted grid in hand.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from odoo.addons.dpo_base.tools.french import NBSP, long_day, money, number, short_day

from .fee_amount import ONE, FeeResult, FeeSnapshot, Measure, Share, compute
from .fee_rules import Rule, Unit
from .french import short_bounds
from .prorata import Portion

METRIC_LABELS = {
    "population_municipal": "Population municipale",
    "population_total": "Population totale",
    "population_dgf": "Population DGF",
    "agents": "Agents",
}
#: More interventions than this are listed in the annex only.
LISTED = 8
_UNIT_SHORT = {"population": "hab.", "agents": "agents"}
_WEIGHED = {"population": "population", "agents": "agents"}


def _measure(measure: Measure, unit: Unit) -> str:
    label = METRIC_LABELS.get(measure.kind, measure.kind)
    year = f" {measure.year}" if measure.year else ""
    source = f" ({measure.source})" if measure.source else ""
    noun = "agent" if unit == "agents" and measure.value < 2 else _UNIT_SHORT[unit]
    return f"{label}{year}{source}{NBSP}: {number(measure.value)}{NBSP}{noun}"


def _chain(rule: Rule) -> list[Rule]:
    """Return a rule and the prices of which it takes a percentage."""
    return [rule, *_chain(rule.base)] if rule.base else [rule]


def _days_spent(snapshot: FeeSnapshot) -> list[str]:
    """State the days spent against those included, when the interventions were counted."""
    count = snapshot.day_count
    if count is None or snapshot.rule.mode != "per_day":
        return []
    text = (
        f"Temps passé au {long_day(count.until)}{NBSP}: {number(count.spent)}{NBSP}j"
        f" pour {number(count.included)}{NBSP}j inclus"
    )
    return [text + (f" et {number(count.called)}{NBSP}j déjà appelés" if count.called else "")]


def _interventions(snapshot: FeeSnapshot) -> str:
    """List the interventions that are called; all of them are in the annex."""
    count = snapshot.day_count
    beyond = [one for one in count.interventions if one.days] if count else []
    if not beyond:
        return ""
    if len(beyond) > LISTED:
        return f"{len(beyond)} interventions, liste en annexe"
    return f"interventions{NBSP}: {', '.join(one.words for one in beyond)}"


def _quantities(snapshot: FeeSnapshot) -> str:
    """State the quantities that the rule looks at, and the brackets they fall in."""
    parts = _days_spent(snapshot)
    chain = _chain(snapshot.rule)
    pairs: tuple[tuple[Unit, Measure | None], ...] = (
        ("population", snapshot.population),
        ("agents", snapshot.agents),
    )
    for unit, measure in pairs:
        if measure is None or not any(rule.needs(unit) for rule in chain):
            continue
        text = _measure(measure, unit)
        brackets = [getattr(rule, unit) for rule in chain]
        bounded = [bracket for bracket in brackets if not bracket.is_unbounded]
        if bounded:
            text += f" → tranche {short_bounds(bounded[0])}"
        parts.append(text)
    return ", ".join(parts)


def _marginal(rule: Rule, value: int) -> str:
    terms = [
        f"{number(tranche.units(value))} × {money(tranche.rate)}"
        for tranche in rule.tranches
        if tranche.units(value)
    ]
    return " + ".join(terms) or money(Decimal(0))


def _revised(snapshot: FeeSnapshot) -> str:
    """Say that a figure has the coefficient in it, where there is one."""
    if snapshot.revision == ONE:
        return ""
    return f" (coefficient {number(snapshot.revision)} compris)"


def _key(share: Share, unit: Unit) -> str:
    """State the key: a weight over the sum of the weights."""
    text = f"{number(share.weight)}/{number(share.total)}"
    return text if share.unit == 1 else f"{text} ({_WEIGHED[unit]} × {share.unit}es de période)"


def _product(snapshot: FeeSnapshot, result: FeeResult) -> str:
    """State how the price of the period follows from the quantities, or nothing."""
    rule, metrics = snapshot.rule, snapshot.metrics
    if rule.mode == "percent":
        reference = money(result.reference or Decimal(0))
        return f"{rule.percent_of}{_revised(snapshot)} {reference} × {number(rule.amount)}{NBSP}%"
    if rule.mode == "share" and snapshot.share:
        shared = f"{money(snapshot.share.amount)} à répartir{_revised(snapshot)}"
        return f"{shared} × {_key(snapshot.share, rule.unit)}"
    value = getattr(metrics, rule.unit) or 0
    if rule.mode == "marginal":
        return _marginal(rule, value)
    if rule.mode == "per_unit":
        return f"{number(value)} × {money(rule.amount)}"
    if rule.mode == "per_day":
        return f"{number(snapshot.days or 0)}{NBSP}j × {money(rule.amount)}"
    return ""


def _clamped(result: FeeResult) -> str:
    if result.revised is None or result.revised == result.yearly:
        return ""
    word = "porté au plancher de" if result.yearly > result.revised else "plafonné à"
    return f", {word} {money(result.yearly)}"


def _revision(snapshot: FeeSnapshot, result: FeeResult) -> str:
    """State the revision of a price; a percentage or a part has it in its figures."""
    if result.revised is None or result.revised == result.base:
        return ""
    label = f" ({snapshot.revision_label})" if snapshot.revision_label else ""
    return f" × {number(snapshot.revision)}{label} = {money(result.revised)}"


def _price(snapshot: FeeSnapshot, result: FeeResult) -> str:
    """State the price for the whole period."""
    if snapshot.special_amount is not None:
        reason = f" ({snapshot.special_reason})" if snapshot.special_reason else ""
        return f"prix particulier{NBSP}: {money(result.yearly)}{reason}"
    if snapshot.rule.mode == "free":
        return "gratuit"
    product = _product(snapshot, result)
    base = money(result.yearly if result.base is None else result.base)
    sign = "→" if snapshot.rule.mode == "share" else "="
    text = f"{product} {sign} {base}" if product else base
    return text + _revision(snapshot, result) + _clamped(result)


def _coverage(snapshot: FeeSnapshot) -> str:
    """Say when the service started or ended inside the period."""
    inside = snapshot.period.meet(snapshot.covered)
    if inside is None:
        return "aucun jour couvert"
    is_late = inside.start > snapshot.period.start
    is_early = inside.end < snapshot.period.end
    if is_late and is_early:
        return f"couverture du {short_day(inside.start)} au {short_day(inside.end)}"
    if is_late:
        return f"adhésion au {short_day(inside.start)}"
    return f"fin au {short_day(inside.end)}" if is_early else ""


def _prorata(snapshot: FeeSnapshot, result: FeeResult) -> str:
    words = _coverage(snapshot)
    if not words or snapshot.rule.mode in ("free", "per_day"):
        return ""
    portion = result.due.portion
    if portion.num == portion.den:
        return f"{words}{NBSP}: période entière due"
    inside = ", compris dans la clé" if snapshot.rule.mode == "share" else ""
    return f"{words}{NBSP}: {portion.num}/{portion.den}{inside}"


def _fraction(portion: Portion, rule: Rule, whole: Portion) -> str:
    """Write a portion of a price; of a shared amount, the portion of the part."""
    if rule.mode != "share":
        return f"{portion.num}/{portion.den}"
    ratio = portion.value / whole.value
    return f"{ratio.numerator}/{ratio.denominator}"


def _two_prices(snapshot: FeeSnapshot, result: FeeResult) -> str:
    """State the former and the new price of a grid executory inside the period."""
    if result.old_yearly is None or snapshot.executory_on is None:
        return ""
    whole = result.due.portion
    old = _fraction(result.old_portion, snapshot.previous_rule or snapshot.rule, whole)
    text = (
        f"tarif exécutoire au {long_day(snapshot.executory_on)}{NBSP}: "
        f"ancien tarif {money(result.old_yearly)} × {old}"
    )
    if result.new_portion.num:
        new = _fraction(result.new_portion, snapshot.rule, whole)
        text += f" + nouveau tarif {money(result.yearly)} × {new}"
    return text


def _rounding(snapshot: FeeSnapshot, result: FeeResult) -> str:
    """State the rounding to whole euros where it changes the amount."""
    is_exact = Fraction(result.total) == result.exact
    if snapshot.step < 1 or is_exact or snapshot.rule.mode == "share":
        return ""
    return f"arrondi à {money(snapshot.step)}"


def _share(snapshot: FeeSnapshot, result: FeeResult) -> str:
    if len(snapshot.shares) == 1:
        return ""
    percent = number(snapshot.shares[snapshot.share_index])
    return f"quote-part {percent}{NBSP}% → {money(result.amount)}"


def sentence(snapshot: FeeSnapshot) -> str:
    """Return the sentence of one row.

    :raises FeeProblem: as :func:`.fee_amount.compute`

    >>> from datetime import date
    >>> from .fee_rules import Bracket
    >>> from .prorata import Period
    >>> year = Period(date(2026, 1, 1), date(2026, 12, 31))
    >>> row = FeeSnapshot(
    ...     "ADH", "contribution", "2026", "COM",
    ...     Rule("r", frozenset({"COM"}), Bracket(1000, 2000), amount=Decimal(420)),
    ...     year, Period(date(2026, 5, 15), year.end), "month",
    ...     population=Measure("population_municipal", 1243, 2023, "INSEE"))
    >>> print(sentence(row).replace(NBSP, " ").replace("\\u202f", " "))
    Population municipale 2023 (INSEE) : 1 243 hab. → tranche 1 000–1 999 : 420 € ; \
adhésion au 15/05 : 8/12 → 280 €
    """
    result = compute(snapshot)
    if snapshot.free_reason:
        return f"Sans frais{NBSP}: {snapshot.free_reason}"
    quantities, price = _quantities(snapshot), _price(snapshot, result)
    head = f"{quantities}{NBSP}: {price}" if quantities else price[0].upper() + price[1:]
    steps = [
        _prorata(snapshot, result),
        _two_prices(snapshot, result),
        _rounding(snapshot, result),
    ]
    parts = [head, *filter(None, steps)]
    if len(parts) > 1:
        parts[-1] += f" → {money(result.total)}"
    parts += filter(None, [_share(snapshot, result), _interventions(snapshot)])
    return f"{NBSP}; ".join(parts)
