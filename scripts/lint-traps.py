#!/usr/bin/env python3
"""Lists constructs in Sources/ that can end the process, and compares them with scripts/traps.allow.

A trap ends the process for all tenants, and the object that caused it does so again after the restart.
So each one needs a reason. A line of the allow-list reads `path | source line | reason`; the source line
is compared without white space at its ends, so that it survives moves within the file.

Also listed: imports of Foundation, and `@unchecked Sendable` or `nonisolated(unsafe)` without a comment
above that says why it is safe.
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
ALLOW = ROOT / "scripts" / "traps.allow"

TRAPS = [
    ("try!", re.compile(r"\btry!")),
    ("as!", re.compile(r"\bas!")),
    ("force unwrap", re.compile(r'(?<=[\w)\]}>?"`])(?<!\btry)(?<!\bas)!(?!=[^=])')),
    ("fatalError", re.compile(r"\bfatalError\s*\(")),
    ("precondition", re.compile(r"\bprecondition(Failure)?\s*\(")),
    ("unsafelyUnwrapped", re.compile(r"\.unsafelyUnwrapped\b")),
    ("unowned", re.compile(r"\bunowned\b")),
    ("Foundation", re.compile(r"\bimport\s+(?:\w+\s+)?Foundation(?!Essentials\b)\w*")),
]
NEEDS_COMMENT = re.compile(r"@unchecked\s+Sendable|nonisolated\(unsafe\)")


class Blanker:
    """Replaces comments and the text of strings by spaces; keeps line breaks, quotes and interpolations."""

    OPEN = re.compile(r'//|/\*|#*"""|#*"|[()]')

    def __init__(self, source):
        self.source = source
        self.out = list(source)
        self.position = 0

    def run(self):
        self.code(inside_interpolation=False)
        return "".join(self.out)

    def blank(self, start, end):
        for index in range(start, min(end, len(self.out))):
            if self.out[index] != "\n":
                self.out[index] = " "

    def code(self, inside_interpolation):
        depth = 0
        while match := self.OPEN.search(self.source, self.position):
            token, self.position = match.group(), match.end()
            if token == "//":
                end = self.source.find("\n", match.start())
                end = len(self.source) if end < 0 else end
                self.blank(match.start(), end)
                self.position = end
            elif token == "/*":
                self.comment(match.start())
            elif token == "(":
                depth += 1
            elif token == ")":
                depth -= 1
                if inside_interpolation and depth < 0:
                    return
            else:
                self.string(token)
        self.position = len(self.source)

    def comment(self, start):
        depth = 1
        while depth and (match := re.compile(r"/\*|\*/").search(self.source, self.position)):
            depth += 1 if match.group() == "/*" else -1
            self.position = match.end()
        if depth:
            self.position = len(self.source)
        self.blank(start, self.position)

    def string(self, opening):
        hashes = opening.count("#")
        quotes = opening[hashes:]
        pounds = "#" * hashes
        token = re.compile(
            rf"\\{pounds}(?P<interpolation>\()|\\{pounds}.|(?P<end>{quotes}{pounds})"
            + ("" if len(quotes) == 3 else r"|(?P<line>\n)"),
            re.S,
        )
        start = self.position
        while match := token.search(self.source, self.position):
            self.position = match.end()
            if match.group("interpolation"):
                self.blank(start, match.end())
                self.code(inside_interpolation=True)
                start = self.position
                self.blank(start - 1, start)
            elif match.group("end"):
                self.blank(start, match.start())
                return
            elif "line" in match.groupdict() and match.group("line"):
                return  # not a string after all, such as a lone quote in a regular expression
        self.blank(start, len(self.source))
        self.position = len(self.source)


def is_explained(lines, index):
    """Whether a comment stands on the line, or above it with nothing but attributes between."""
    if "//" in lines[index]:
        return True
    while index > 0:
        index -= 1
        line = lines[index].strip()
        if line.startswith(("//", "*", "/*")) or line.endswith("*/"):
            return True
        if not line.startswith("@"):
            return False
    return False


def findings(path):
    source = path.read_text(encoding="utf-8")
    name = path.relative_to(ROOT).as_posix()
    lines = source.split("\n")
    for index, line in enumerate(Blanker(source).run().split("\n")):
        for construct, pattern in TRAPS:
            for _ in pattern.finditer(line):
                yield name, index + 1, construct, lines[index].strip()
        if NEEDS_COMMENT.search(line) and not is_explained(lines, index):
            yield name, index + 1, "no comment says why this is safe", lines[index].strip()


def allowed():
    entries = {}
    if not ALLOW.exists():
        return entries
    for number, line in enumerate(ALLOW.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        path, _, rest = line.partition(" | ")
        text, _, reason = rest.rpartition(" | ")
        if not (path and text and reason.strip()):
            sys.exit(f"{ALLOW.name}:{number}: expected `path | source line | reason`")
        entries[(path.strip(), text.strip())] = number
    return entries


def main():
    allow = allowed()
    unused = dict(allow)
    files = sorted((ROOT / "Sources").rglob("*.swift"))
    failures = permitted = 0
    for path in files:
        for name, number, construct, text in findings(path):
            if (name, text) in allow:
                unused.pop((name, text), None)
                permitted += 1
                continue
            failures += 1
            print(f"{name}:{number}: {construct}: {text}")
    for (name, text), number in unused.items():
        failures += 1
        print(f"scripts/{ALLOW.name}:{number}: no longer in {name}: {text}")
    print(f"lint: {len(files)} files, {permitted} permitted by {ALLOW.name}, {failures} to mend")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
