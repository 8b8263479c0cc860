"""The split of money, computed slowly: units are handed out one at a time."""

from fractions import Fraction


def slow_split(total_ore, weights, *, unit_ore=1):
    """As `money.split`, by a loop nobody can misread.

    Everybody first gets whole units as long as one more does not exceed the exact share.
    What is then left is handed out, at most a unit at a time, to whoever has the most
    still to get and has not been given anything yet.
    """
    if total_ore < 0:
        mirrored = slow_split(-total_ore, weights, unit_ore=unit_ore)
        return {key: -part for key, part in mirrored.items()}
    whole = Fraction(sum(weights.values()))
    exact = {key: total_ore * Fraction(weight) / whole for key, weight in weights.items()}
    parts = dict.fromkeys(weights, 0)
    for key in weights:
        while parts[key] + unit_ore <= exact[key]:
            parts[key] += unit_ore
    left = total_ore - sum(parts.values())
    waiting = sorted(weights)
    while left > 0:
        receiver = waiting[0]
        for key in waiting:
            if exact[key] - parts[key] > exact[receiver] - parts[receiver]:
                receiver = key
        given = min(unit_ore, left)
        parts[receiver] += given
        left -= given
        waiting.remove(receiver)
    return parts
