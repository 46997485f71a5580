"""French sentence that states the *bases de liquidation* of one row.

Printed on the état liquidatif, the invoice or the titre: a reader in a town hall must
be able to redo the sum with the voted grid in hand.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from odoo.addons.dpo_base.tools.french import NBSP, long_day, money, number, short_day

from .fee_amount import FeeResult, FeeSnapshot, Measure, compute
from .fee_rules import Rule, Unit
from .french import short_bounds

METRIC_LABELS = {
    "population_municipal": "Population municipale",
    "population_total": "Population totale",
    "population_dgf": "Population DGF",
    "agents": "Agents",
}
#: More interventions than this are listed in the annex only.
LISTED = 8
_UNIT_SHORT = {"population": "hab.", "agents": "agents"}


def _measure(measure: Measure, unit: Unit) -> str:
    label = METRIC_LABELS.get(measure.kind, measure.kind)
    year = f" {measure.year}" if measure.year else ""
    source = f" ({measure.source})" if measure.source else ""
    noun = "agent" if unit == "agents" and measure.value < 2 else _UNIT_SHORT[unit]
    return f"{label}{year}{source}{NBSP}: {number(measure.value)}{NBSP}{noun}"


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
    pairs: tuple[tuple[Unit, Measure | None], ...] = (
        ("population", snapshot.population),
        ("agents", snapshot.agents),
    )
    for unit, measure in pairs:
        if measure is None or not snapshot.rule.needs(unit):
            continue
        text = _measure(measure, unit)
        bracket = getattr(snapshot.rule, unit)
        if not bracket.is_unbounded:
            text += f" → tranche {short_bounds(bracket)}"
        parts.append(text)
    return ", ".join(parts)


def _marginal(rule: Rule, value: int) -> str:
    terms = [
        f"{number(tranche.units(value))} × {money(tranche.rate)}"
        for tranche in rule.tranches
        if tranche.units(value)
    ]
    return " + ".join(terms) or money(Decimal(0))


def _product(snapshot: FeeSnapshot) -> str:
    """State how the price of the period follows from the quantities, or nothing."""
    rule, metrics = snapshot.rule, snapshot.metrics
    value = getattr(metrics, rule.unit) or 0
    if rule.mode == "marginal":
        return _marginal(rule, value)
    if rule.mode == "per_unit":
        return f"{number(value)} × {money(rule.amount)}"
    if rule.mode == "per_day":
        return f"{number(snapshot.days or 0)}{NBSP}j × {money(rule.amount)}"
    return ""


def _clamped(rule: Rule, result: FeeResult) -> str:
    if result.base is None or result.base == result.yearly:
        return ""
    word = "porté au plancher de" if result.yearly > result.base else "plafonné à"
    return f", {word} {money(result.yearly)}"


def _price(snapshot: FeeSnapshot, result: FeeResult) -> str:
    """State the price for the whole period."""
    if snapshot.special_amount is not None:
        reason = f" ({snapshot.special_reason})" if snapshot.special_reason else ""
        return f"prix particulier{NBSP}: {money(result.yearly)}{reason}"
    if snapshot.rule.mode == "free":
        return "gratuit"
    product = _product(snapshot)
    base = money(result.yearly if result.base is None else result.base)
    text = f"{product} = {base}" if product else base
    return text + _clamped(snapshot.rule, result)


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
    return f"{words}{NBSP}: {portion.num}/{portion.den}"


def _two_prices(snapshot: FeeSnapshot, result: FeeResult) -> str:
    """State the former and the new price of a grid executory inside the period."""
    if result.old_yearly is None or snapshot.executory_on is None:
        return ""
    old, new = result.old_portion, result.new_portion
    text = (
        f"tarif exécutoire au {long_day(snapshot.executory_on)}{NBSP}: "
        f"ancien tarif {money(result.old_yearly)} × {old.num}/{old.den}"
    )
    if new.num:
        text += f" + nouveau tarif {money(result.yearly)} × {new.num}/{new.den}"
    return text


def _rounding(snapshot: FeeSnapshot, result: FeeResult) -> str:
    """State the rounding to whole euros where it changes the amount."""
    is_exact = Fraction(result.total) == result.exact
    if snapshot.step < 1 or is_exact:
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
