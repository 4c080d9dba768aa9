"""Composes the text of an ad from the sentence fragments in `lookups/text_<language>.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from random import Random

from scrapers.market.lookup import lookup, roles
from scrapers.market.model import Opening

ONE_YEAR = ((" 1 лет", " 1 года"), (" 1 років", " 1 року"), (" 1 lata", " 1 rok"), (" 1 years", " 1 year"))


@dataclass(frozen=True, slots=True)
class Section:
    heading: str | None
    lines: tuple[str, ...]
    is_list: bool


@dataclass(frozen=True, slots=True)
class AdText:
    """The sections of an ad in reading order. `about` and `benefits` are mostly the employer's boilerplate."""

    about: Section
    responsibilities: Section
    requirements: Section
    stack: Section | None
    benefits: Section

    @property
    def sections(self) -> tuple[Section, ...]:
        listed = (self.about, self.responsibilities, self.requirements, self.stack, self.benefits)
        return tuple(section for section in listed if section is not None)


def ad_text(seed: int, opening: Opening, changes: int = 0) -> AdText:
    """The text of an opening's ad; `changes` counts small edits of its words."""
    text = _not_it_text(seed, opening) if opening.slug is None else _it_text(seed, opening)
    if not changes:
        return text
    extras = lookup(f"text_{opening.language}")["filler_edit"]
    added = extras[(len(opening.text_key) + changes) % len(extras)]
    benefits = Section(text.benefits.heading, (*text.benefits.lines, added), text.benefits.is_list)
    # Another requirement comes first: the boards show that line in their listings, so a crawl can notice the edit.
    wanted = text.requirements.lines
    turned = (*wanted[changes % len(wanted) :], *wanted[: changes % len(wanted)])
    requirements = Section(text.requirements.heading, turned, text.requirements.is_list)
    return AdText(text.about, text.responsibilities, requirements, text.stack, benefits)


@lru_cache(maxsize=4096)
def _boilerplate(seed: int, company: str, language: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Two sentences about the employer and its benefits, the same in all its ads."""
    words = lookup(f"text_{language}")
    rng = Random(f"{seed}:{company}:{language}")
    about = tuple(_fill(rng, template, words) for template in rng.sample(words["about"], 2))
    return about, tuple(rng.sample(words["benefits"], rng.randint(3, 5)))


def _it_text(seed: int, opening: Opening) -> AdText:
    words = lookup(f"text_{opening.language}")
    group = roles()[opening.slug or ""]["group"]
    rng = Random(f"{seed}:{opening.text_key}")
    own_about, own_benefits = _boilerplate(seed, opening.company.name, opening.language)
    headings = {name: rng.choice(options) for name, options in words["headings"].items()}
    about = (*own_about, _fill(rng, rng.choice(words["about"]), words, opening))
    length = rng.choice([0, 0, 1, 2, 4])  # few ads are long
    wanted = rng.sample(words["requirements"], rng.randint(5, 7) + length)
    benefits = tuple(dict.fromkeys((*own_benefits, rng.choice(words["benefits"]))))
    requirements = tuple(_fill(rng, template, words, opening) for template in wanted)
    duties = words["responsibilities"][group]
    common = words["responsibilities"]["dev"]
    count = rng.randint(4, 5) + length
    chosen = rng.sample(duties, min(count, len(duties) - 1))
    # Two sentences about building things fit most roles and keep small groups from repeating themselves.
    chosen += [line for line in rng.sample(common, 2) if line not in chosen]
    responsibilities = tuple(_fill(rng, template, words, opening) for template in chosen)
    stack = Section(headings["stack"], (", ".join(opening.technologies),), False)
    return AdText(
        about=Section(headings["about"] if rng.random() < 0.7 else None, about, False),
        responsibilities=Section(headings["responsibilities"], responsibilities, True),
        requirements=Section(headings["requirements"], requirements, True),
        stack=stack,
        benefits=Section(headings["benefits"], benefits, True),
    )


def _not_it_text(seed: int, opening: Opening) -> AdText:
    words, general = lookup("not_it"), lookup("text_ru")
    rng = Random(f"{seed}:{opening.text_key}")
    own_about, _ = _boilerplate(seed, opening.company.name, "ru")
    headings = {name: rng.choice(options) for name, options in general["headings"].items()}
    return AdText(
        about=Section(None, (own_about[0],), False),
        responsibilities=Section(
            headings["responsibilities"], tuple(rng.sample(words["duties"], rng.randint(4, 6))), True
        ),
        requirements=Section(headings["requirements"], tuple(rng.sample(words["wishes"], rng.randint(3, 5))), True),
        stack=None,
        benefits=Section(headings["benefits"], tuple(rng.sample(words["perks"], rng.randint(4, 6))), True),
    )


def _fill(rng: Random, template: str, words: dict[str, list[str]], opening: Opening | None = None) -> str:
    """Put words into the slots. Draws the same numbers for every opening, so that twins differ only in their facts."""
    if "{" not in template:
        return template
    draw = rng.random
    component, domain = (words[name][int(draw() * len(words[name]))] for name in ("component", "domain"))
    age, team, first, second = 3 + int(draw() * 23), 6 + int(draw() * 85), draw(), draw()
    tech, tech2, years = "", "", 2
    if opening is not None:
        known = opening.technologies
        index = int(first * len(known))
        tech, tech2 = known[index], known[(index + 1 + int(second * (len(known) - 1))) % len(known)]
        low, high = lookup("pay")["experience_years"][opening.real_grade]
        years = max(1, low + (high > 2 and opening.text_key[-1] in "02468"))
    text = template.format(component=component, domain=domain, n=age, team=team, tech=tech, tech2=tech2, years=years)
    for wrong, right in ONE_YEAR if years == 1 else ():
        text = text.replace(wrong, right)
    return text
