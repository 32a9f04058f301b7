#!/usr/bin/env python3
"""Counts the acceptance items that are held by a test, waived in docs/parity.md, and open.

The items are the ids of the acceptance list (`- [ ] S-GS-04 ...`), in the folder that SHARED_SPEC names
or in ../shared/spec beside this repository. An item is held if a test that is not disabled names its id in its
display name, or its suite does. A waiver is a row `| id or range | reason |` of docs/parity.md, where
a range is `S-OS-01..S-OS-19` or `S-OS-*`.

Ends with 1 if a test or a waiver names an id that is not in the list.
"""

import os
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
WAIVERS = ROOT / "docs" / "parity.md"
ID = re.compile(r"\b([A-Z][A-Z0-9]*-[A-Z0-9]{2,6}-\d{2,3}[a-z]?)\b")
ITEM = re.compile(r"^- \[.\] " + ID.pattern, re.M)
NAMED = re.compile(r'@(?:Test|Suite)\(\s*"((?:[^"\\]|\\.)*)"')


def spec_folder():
    named = os.environ.get("SHARED_SPEC")
    for folder in [named] if named else [ROOT / "../shared/spec", ROOT / "../../shared/spec"]:
        if pathlib.Path(folder).is_dir():
            return pathlib.Path(folder)
    sys.exit("parity: the acceptance list is not here; name its folder in SHARED_SPEC")


def items(folder):
    """The ids of each file, in order."""
    found = {}
    for path in sorted(folder.glob("*.md")):
        ids = ITEM.findall(path.read_text(encoding="utf-8"))
        if ids:
            found[path.name] = ids
    return found


def arguments(text, start):
    """The text from `start` to the parenthesis that closes the attribute."""
    depth = 1
    for index in range(start, len(text)):
        depth += {"(": 1, ")": -1}.get(text[index], 0)
        if depth == 0:
            return text[start:index]
    return text[start:]


def held():
    """Ids in display names, each with the file that names it first."""
    found = {}
    for path in sorted((ROOT / "Tests").rglob("*.swift")):
        text = path.read_text(encoding="utf-8")
        for match in NAMED.finditer(text):
            if ".disabled(" in arguments(text, match.end()):
                continue
            for identifier in ID.findall(match.group(1)):
                found.setdefault(identifier, path.relative_to(ROOT).as_posix())
    return found


def expand(term, known):
    """The ids that a term of a waiver means; empty if it means none."""
    if term.endswith("*"):
        return [identifier for identifier in known if identifier.startswith(term[:-1])]
    first, dots, last = term.partition("..")
    if not dots:
        return [term] if term in known else []
    if first not in known or last not in known:
        return []
    return known[known.index(first) : known.index(last) + 1]


def waived(known):
    """Waived ids, and the terms that mean nothing."""
    found, unknown = set(), []
    if not WAIVERS.exists():
        return found, unknown
    for line in WAIVERS.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if not line.startswith("|") or len(cells) < 2 or not re.match(r"`?[A-Z][A-Z0-9]*-[A-Z0-9]{2,6}-", cells[0]):
            continue
        for term in re.split(r"[,\s]+", cells[0].replace("`", "")):
            if not cells[1] or not (ids := expand(term, known)):
                unknown.append(term)
            else:
                found.update(ids)
    return found, unknown


def main():
    files = items(spec_folder())
    known = [identifier for ids in files.values() for identifier in ids]
    in_tests = held()
    waivers, unknown = waived(known)

    print(f"{'file':<20}{'items':>7}{'held':>7}{'waived':>8}{'open':>7}")
    totals = [0, 0, 0, 0]
    for name, ids in files.items():
        is_held = [identifier for identifier in ids if identifier in in_tests]
        is_waived = [identifier for identifier in ids if identifier in waivers and identifier not in in_tests]
        row = [len(ids), len(is_held), len(is_waived), len(ids) - len(is_held) - len(is_waived)]
        totals = [total + figure for total, figure in zip(totals, row)]
        print(f"{name:<20}{row[0]:>7}{row[1]:>7}{row[2]:>8}{row[3]:>7}")
    print(f"{'all':<20}{totals[0]:>7}{totals[1]:>7}{totals[2]:>8}{totals[3]:>7}")

    failures = [f"{path}: {identifier} is not in the list" for identifier, path in in_tests.items() if identifier not in known]
    failures += [f"docs/parity.md: {term} is not in the list, or has no reason" for term in unknown]
    failures += [f"the list names {identifier} twice" for identifier in sorted(set(known)) if known.count(identifier) > 1]
    for identifier in sorted(waivers & in_tests.keys()):
        print(f"note: {identifier} is waived, but held by {in_tests[identifier]}")
    for failure in failures:
        print(failure)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
