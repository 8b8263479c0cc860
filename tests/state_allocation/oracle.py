"""The state's model a second time: fractions, plain loops, one step handed out at a time.

Written from the description of the model (docs/explanation/statens-fordelningsmodell.md), and
not like `samsyn.state_allocation.model`: the floor is found by sorting the associations by how
soon they fall below it, and left-over steps are handed out one by one.
"""

from fractions import Fraction


def grants(associations, parameters):
    """key -> öre."""
    terms = parameters.terms
    unit = terms.unit_ore
    frame = terms.frame_ore // unit
    keys = sorted(each.key for each in associations)
    by_key = {each.key: each for each in associations}
    if not keys:
        return {}
    base = min(terms.base_ore // unit, frame // len(keys))
    need = {key: measured(by_key[key], terms) for key in keys}
    people = {key: by_key[key].population for key in keys}
    if frame < terms.base_ore // unit * len(keys):
        quota = dict.fromkeys(keys, Fraction(frame - base * len(keys), len(keys)))
    else:
        quota = quotas(frame - base * len(keys), need, people, terms)
    above = handed_out(quota, terms.rounding)
    model = {key: base + above[key] for key in keys}
    bound = {key: bounds(by_key[key], terms) for key in keys}
    amounts = with_floors(model, {k: bound[k]["floor"] for k in keys}, base, frame, terms)
    for key in keys:
        amounts[key] = min(max(0, amounts[key] - bound[key]["off"]), bound[key]["most"])
    for each in terms.rounds:
        weights = {"model": model, "need": need, "population": people}.get(each.key)
        left = frame - sum(amounts.values())
        taking = {}
        for key in keys:
            asked = by_key[key].request_ore is not None or each.takers == "open"
            if asked and not bound[key]["above"] and bound[key]["most"] > amounts[key]:
                taking[key] = weights[key] if weights else 1
        if sum(taking.values()):
            whole = sum(taking.values())
            share = handed_out(
                {key: Fraction(left * taking.get(key, 0), whole) for key in keys},
                terms.rounding,
            )
            for key in taking:
                amounts[key] = min(bound[key]["most"], amounts[key] + share[key])
    return {key: amounts[key] * unit for key in keys}


def measured(association, terms):
    if terms.need_measure == "number":
        return association.need
    if not association.population:
        return 0
    share = Fraction(association.need * 10_000, association.population)
    return int(share + Fraction(1, 2))


def quotas(pool, need, people, terms):
    """The exact share of each: the two keys, or the one that is not nought for everybody."""
    weight = {"need": terms.need_weight, "people": terms.population_weight}
    keys = {"need": need, "people": people}
    used = {name for name in keys if sum(keys[name].values())}
    whole = sum(weight[name] for name in used)
    if not whole:
        return dict.fromkeys(need, Fraction(0))
    return {
        key: sum(
            pool * weight[name] / whole * keys[name][key] / sum(keys[name].values())
            for name in used
        )
        for key in need
    }


def handed_out(quota, rounding):
    parts = {key: int(exact) for key, exact in quota.items()}
    total = sum(quota.values())
    waiting = sorted(quota)
    while rounding != "down" and waiting and sum(parts.values()) + 1 <= total:
        first = max(waiting, key=lambda key: quota[key] - int(quota[key]))
        lost = quota[first] - int(quota[first])
        if rounding == "nearest" and lost < Fraction(1, 2):
            break
        parts[first] += 1
        waiting.remove(first)
    return parts


def bounds(association, terms):
    unit, frame = terms.unit_ore, terms.frame_ore // terms.unit_ore
    most = frame
    if terms.request_cap and association.request_ore is not None:
        most = min(frame, association.request_ore // unit)
    excess = Fraction(0)
    if association.equity_ore is not None and association.previous_ore is not None:
        funds = 2 * association.previous_ore
        base = funds if terms.equity_of == "all_funds" else association.previous_ore
        for step in terms.equity_steps:
            if funds >= step.from_ore and (step.to_ore is None or funds < step.to_ore):
                for limit in (
                    None if step.max_share is None else step.max_share * base,
                    None if step.max_ore is None else step.max_ore,
                ):
                    if limit is not None:
                        excess = max(excess, association.equity_ore - limit)
    off = {"cut": excess, "cut_half": excess / 2, "nothing": 0, "stop": frame * unit}
    cut = Fraction(off[terms.above_equity]) if excess else Fraction(0)
    floor = Fraction(0)
    if terms.largest_loss is not None and association.previous_ore is not None:
        floor = association.previous_ore - association.previous_ore * terms.largest_loss
    if excess and terms.floor_excludes_equity:
        floor = Fraction(0)
    return {
        "most": most,
        "above": excess > 0,
        "off": up(cut / unit),
        "floor": min(most, up(floor / unit)),
    }


def up(number):
    return int(number) if number == int(number) else int(number) + 1


def with_floors(model, floors, base, frame, terms):
    if all(model[key] >= floors[key] for key in model):
        return dict(model)
    start = base if terms.floor_paid_by == "above_base" else 0
    least = sum(max(floors[key], start) for key in model)
    if least > frame:
        above = {key: max(0, floors[key] - start) for key in model}
        pool = frame - start * len(model)
        quota = {key: Fraction(pool * above[key], sum(above.values())) for key in model}
        return {key: start + part for key, part in handed_out(quota, terms.rounding).items()}
    total = max(sum(model.values()), least)
    weight = {key: model[key] - start for key in model}
    # The smaller its weight is beside what its floor asks for, the sooner it falls below it.
    order = sorted(
        model,
        key=lambda key: (
            Fraction(floors[key] - start, weight[key])
            if weight[key]
            else Fraction(10**18 if floors[key] > start else -(10**18))
        ),
        reverse=True,
    )
    for many in range(len(order) + 1):
        raised, rest = order[:many], order[many:]
        pool = total - sum(floors[key] for key in raised) - start * len(rest)
        whole = sum(weight[key] for key in rest)
        level = Fraction(pool, whole) if whole else Fraction(0)
        if all(start + level * weight[key] >= floors[key] for key in rest):
            break
    quota = {key: level * weight[key] for key in rest}
    shares = handed_out(quota, terms.rounding)
    return {key: floors[key] if key in raised else start + shares[key] for key in model}
