"""Tables, targets and a picture of the results, all from the medians of the rounds."""
import re
from collections.abc import Callable, Iterator
from statistics import median
from typing import NamedTuple
from xml.sax.saxutils import escape

from load import CHARACTERS, IDEAL, LATE
from services import ROOT

OWN, GATHERED = "A write for each character, also under load", "Characters gathered into fewer writes under load"


class Figure(NamedTuple):
    median: float
    low: float
    high: float


def group(entry: dict) -> str:
    """Whoever writes several characters at once saves system calls: without pauses, it does not compare with who does not."""
    return OWN if entry["streams"]["writes"] > .9 * CHARACTERS else GATHERED


def groups(results: dict) -> dict[str, dict[str, dict]]:
    entries = {name: entry for name, entry in results["services"].items() if "streams" in entry and entry["figures"]}
    return {title: {name: entry for name, entry in entries.items() if group(entry) == title} for title in (OWN, GATHERED)}


def figure(entry: dict | None, name: str) -> Figure | None:
    values = [value for value in (entry or {}).get("figures", {}).get(name, []) if value is not None]
    for facts in (entry or {}), (entry or {}).get("streams", {}):
        if not values and name in facts:
            values = [facts[name]]
    return Figure(median(values), min(values), max(values)) if values else None


def ratio(ours: dict | None, theirs: dict | None, name: str) -> float | None:
    a, b = figure(ours, name), figure(theirs, name)
    return a.median / b.median if a and b and b.median else None


def or_none(value: float | None, pattern: str = "{:.2f}") -> str:
    return "none" if value is None else pattern.format(value)


# Tables

def shown(value: Figure | None, decimals: int) -> str:
    if value is None:
        return "none"
    low, middle, high = (f"{number:,.{decimals}f}" for number in (value.low, value.median, value.high))
    return middle if low == high else f"{middle} ({low}..{high})"


def table(head: list[str], rows: list[list[str]]) -> str:
    return "\n".join("| " + " | ".join(row) + " |" for row in [head, ["---"] * len(head), *rows])


def columns(entries: list[dict], names: dict[str, tuple[str, int]], show: Callable[[Figure | None, int], str] = shown,
            title: str = "") -> str:
    """A table of entries: by the head of each column, the name of its figure and its decimals."""
    return table([title, *names], [[name_of(entry), *(show(figure(entry, name), decimals) for name, decimals in names.values())]
                                   for entry in entries])


def middle(value: Figure | None, decimals: int) -> str:
    return or_none(value and value.median, f"{{:,.{decimals}f}}")


def name_of(entry: dict) -> str:
    named = entry["title"].split(",", 1)
    return ",".join([f"{named[0]} {entry['version']}".strip(), *named[1:]]) if not entry["ours"] else entry["title"]


def paced(results: dict) -> str:
    rows = []
    for connections in streams(results):
        for entry in measured(results):
            values = [shown(figure(entry, f"paced_{connections}_{name}"), decimals) for name, decimals in
                      (("p50", 2), ("p99", 2), ("responses", 0), ("errors", 0), ("cpu_ms", 2))]
            rows.append([f"{connections:,}", name_of(entry), *values[:2], f"{values[2]} of {due(results, connections):,}",
                         *values[3:]])
    return table(["streams", "", "p50 s", "p99 s", "responses", "errors", "CPU ms a response"], rows)


def measured(results: dict) -> list[dict]:
    return [entry for entry in results["services"].values() if "streams" in entry and entry["figures"]]


def streams(results: dict) -> list[int]:
    return [results["plan"][name] for name in ("few", "some", "many")]


def due(results: dict, connections: int) -> int:
    """Responses that so many streams make in the time of a load."""
    plan = results["plan"]
    return connections * int(plan["few_seconds" if connections == plan["few"] else "paced"] / IDEAL)


def price() -> float:
    """Of an hour of an instance with two vCPUs in US dollars, as the generated CAPACITY.md has it."""
    text = (ROOT / "src/main/java/io/github/helidonlmi/archetype/Capacity.java").read_text()
    hour, fee = (float(re.search(rf'{name} = new BigDecimal\("(.+?)"\)', text)[1]) for name in ("EXAMPLE_PRICE", "FEE"))
    return hour * fee


def cost(entry: dict) -> Figure | None:
    """Of a million streams in US dollars, where all run at once that two vCPUs carry."""
    carried = figure(entry, "carried")
    return carried and carried.median and Figure(*[price() * 1e6 / (carried.median * 3600 / IDEAL)] * 3) or None


def carrying(results: dict) -> str:
    return table(["", "streams carried", "US dollars a million streams"],
                 [[name_of(entry), shown(figure(entry, "carried"), 0), shown(cost(entry), 2)] for entry in measured(results)])


# Targets

Target = tuple[str, float | None, str, bool | None]


def at_most(words: str, value: float | None, bound: float) -> Target:
    """What is to be reached: in words, as measured, the bound, and whether it is met."""
    return words, value, f"<= {bound:g}", None if value is None else value <= bound


def at_least(words: str, value: float | None, bound: float) -> Target:
    return words, value, f">= {bound:g}", None if value is None else value >= bound


def targets(results: dict) -> Iterator[Target]:
    entries = results["services"]
    ours, floor, fastapi = (entries.get(name) for name in ("ours", "floor", "fastapi"))
    frameworks = [it for name, entry in entries.items() if not entry["ours"] and name != "floor"
                  if (it := ratio(ours, entry, "unpaced_per_s"))]
    counts = [sum(values) for name, values in (ours or {}).get("figures", {}).items() if name.endswith("_errors")]

    yield at_most("CPU of a response, 1,600 streams / floor's", ratio(ours, floor, "paced_1600_cpu_ms"), 1.2)
    yield at_most("CPU of a response, 1,600 streams / FastAPI's", ratio(ours, fastapi, "paced_1600_cpu_ms"), .6)
    yield at_most("CPU of a response, 64 streams / FastAPI's", ratio(ours, fastapi, "paced_64_cpu_ms"), .85)
    yield at_most("CPU of a response, first ten seconds / FastAPI's", ratio(ours, fastapi, "first_cpu_ms"), 1.5)
    yield at_least("unpaced responses/s / FastAPI's", ratio(ours, fastapi, "unpaced_per_s"), 25)
    yield at_least("unpaced responses/s / those of the next framework", min(frameworks, default=None), 2)
    yield at_most("p99 of 1,600 streams / floor's", ratio(ours, floor, "paced_1600_p99"), 1.03)
    yield at_most("memory after 1,600 streams / floor's", ratio(ours, floor, "after_paced_mb"), 1.15)
    yield at_most("responses refused or cut off", sum(counts) if counts else None, 0)
    yield at_most("start / FastAPI's", ratio(ours, fastapi, "ready_ms"), 1)
    yield at_most("folder without AOT cache, MB", (ours or {}).get("folder_mb"), 4)


def target_table(found: Iterator[Target]) -> str:
    return table(["target", "measured", "bound", "met"],
                 [[words, or_none(value), bound, {True: "yes", False: "**no**", None: "?"}[met]]
                  for words, value, bound, met in found])


# Pages

def summary(results: dict) -> str:
    """What README.md shows."""
    names = {"start, ms": ("ready_ms", 0), "1,600 streams: p99, s": ("paced_1600_p99", 2),
             "CPU a response, ms": ("paced_1600_cpu_ms", 2), "memory after them, MB": ("after_paced_mb", 0),
             "streams carried": ("carried", 0), "unpaced, responses/s": ("unpaced_per_s", 0)}
    return "\n\n".join(columns(list(entries.values()), names, middle, title)
                       for title, entries in groups(results).items() if entries)


def details(results: dict) -> str:
    """What bench/README.md shows."""
    return "\n\n".join((target_table(targets(results)), costs(results)))


def costs(results: dict) -> str:
    first, few = results["plan"]["first"], results["plan"]["few"]
    head = ["CPU of a response, ms", f"first {first} s, {few} streams",
            *(f"warm, {connections:,}" for connections in streams(results)), "US dollars per million streams"]
    return table(head, [[name_of(entry), middle(figure(entry, "first_cpu_ms"), 2),
                         *(middle(figure(entry, f"paced_{connections}_cpu_ms"), 2) for connections in streams(results)),
                         middle(cost(entry), 2)] for entry in measured(results)])


def tables(results: dict) -> str:
    found = measured(results)
    return page(results, [
        "## Start, memory, size", columns(found, {
            "start ms": ("ready_ms", 0), "MB then": ("ready_mb", 0), "MB after paced": ("after_paced_mb", 0),
            "folder MB": ("folder_mb", 1), "AOT cache MB": ("cache_mb", 1)}),
        "## CPU and cost", costs(results), "## Paced streams, warm", paced(results),
        f"## Streams at once while p99 stays below {LATE * IDEAL:.2f} s", carrying(results),
        "## Without pauses", *(columns(list(entries.values()), {
            "responses/s": ("unpaced_per_s", 0), "errors": ("unpaced_errors", 0), "writes a response": ("writes", 0),
        }, title=title) for title, entries in groups(results).items() if entries),
        "## In short", summary(results)], targets(results))


def model_readme(results: dict) -> str:
    few, many = (results["plan"][name] for name in ("few", "many"))
    return "\n\n".join([
        columns(started(results), {
            "start, ms": ("ready_ms", 0), "to the first token, ms": ("first_token_ms", 0),
            f"CPU a stream at {few}, ms": (f"{few}_cpu_ms", 1), f"at {many}, ms": (f"{many}_cpu_ms", 1),
            f"memory at {few}, MB": (f"{few}_mb", 0), f"at {many}, MB": (f"{many}_mb", 0),
            "folder, MB": ("folder_mb", 1)}, middle),
        *(columns(measured(results), {
            "first token p50, ms": (f"{number}_first_p50_ms", 1), "p99, ms": (f"{number}_first_p99_ms", 1),
            "each token p50, ms": (f"{number}_token_p50_ms", 2), "p99 of it, ms": (f"{number}_token_p99_ms", 1),
            "tokens": (f"{number}_tokens", 0), "errors": (f"{number}_errors", 0),
            "model late, p99, ms": (f"{number}_late_p99_ms", 1)}, middle, f"Time added, {number} streams")
          for number in (few, many))])


def started(results: dict) -> list[dict]:
    """The services, without the fake model by itself."""
    return [entry for entry in measured(results) if "ready_ms" in entry["figures"]]


def model_targets(results: dict) -> Iterator[Target]:
    entries = results["services"]
    ours, *others = (entries.get(name) for name in ("ours", "boto3", "aiobotocore", "aiobotocore-events"))

    def beside(name: str) -> float | None:
        """The best one of FastAPI's."""
        return max((it for other in others if (it := ratio(ours, other, name))), default=None)

    for name, words in (("first_p50_ms", "added to the first token, p50"), ("first_p99_ms", "added to the first token, p99"),
                        ("token_p50_ms", "added to each token, p50"), ("token_p99_ms", "added to each token, p99"),
                        ("cpu_ms", "CPU of a stream"), ("mb", "memory")):
        for number in (results["plan"][it] for it in ("few", "many")):
            yield at_most(f"{words}, {number} streams / FastAPI's best", beside(f"{number}_{name}"), 1)
    yield at_most("start to the first answer / FastAPI's best", beside("ready_ms"), 2)
    yield at_most("start to the first token / FastAPI's best", beside("first_token_ms"), 2)


def model_tables(results: dict) -> str:
    few, many = (results["plan"][name] for name in ("few", "many"))
    return page(results, [
        "## In short", model_readme(results),
        "## With least and most", columns(started(results), {
            "start, ms": ("ready_ms", 0), "start to first token, ms": ("first_token_ms", 0), "MB at start": ("ready_mb", 0),
            f"CPU of a stream at the beginning, {few}, ms": (f"cold_{few}_cpu_ms", 1),
            f"warm, {few}": (f"{few}_cpu_ms", 1), f"warm, {many}": (f"{many}_cpu_ms", 1), "AOT cache MB": ("cache_mb", 1)}),
    ], model_targets(results))


def page(results: dict, parts: list[str], found: Iterator[Target]) -> str:
    parts = [f"# Measured {when(results)}\n\n{where(results)}. {rounds(results)} (least..most in brackets).", *parts,
             "## Targets", target_table(found)]
    if problems := [f"- {name_of(entry)}: {entry['problem']}" for entry in results["services"].values() if entry["problem"]]:
        parts += ["## Not measured, or not to the end", "\n".join(problems)]
    return "\n\n".join(parts)


def when(results: dict) -> str:
    return results["machine"]["date"][:10]


def rounds(results: dict) -> str:
    number = results["plan"]["rounds"]
    return f"Medians of {number} rounds" if number > 1 else "One round"


def where(results: dict) -> str:
    it = results["machine"]
    return (f"{it['cores']} cores of {it['cpu']}, shared with what loads them, {it['memory_gb']} GB, "
            f"Linux {it['kernel'].split('-')[0]}, JDK {it['jdk']} with -Xmx512m")


# Picture

WIDTH, LABEL, PANEL, BAR, ROW, MARGIN = 1016, 272, 178, 12, 25, 20  # pixels
PANELS = (("Responses/s, unpaced", "64 connections: more is better", "unpaced_per_s", "{:,.0f}"),
          ("Late, 1,600 streams", "p99 over 3.0 s: less is better", "late_s", "+{:.2f} s"),
          ("Memory after them", "less is better", "after_paced_mb", "{:,.0f} MB"),
          ("Start to first answer", "less is better", "ready_ms", "{:,.0f} ms"))

SVG = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img"
     aria-labelledby="title desc">
<title id="title">{title}</title>
<desc id="desc">{description}</desc>
<style>
text {{ font: 13px system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; fill: #1f2328 }}
.title {{ font-size: 17px; font-weight: 600 }}
.bold {{ font-weight: 600 }}
.small {{ font-size: 11px; fill: #59636e }}
.paper {{ fill: #ffffff; stroke: #d0d7de }}
.rule {{ stroke: #d0d7de }}
.ours {{ fill: #1a7f37 }}
.peer {{ fill: #afb8c1 }}
.range {{ stroke: #1f2328 }}
@media (prefers-color-scheme: dark) {{
text {{ fill: #f0f6fc }}
.small {{ fill: #9198a1 }}
.paper {{ fill: #0d1117; stroke: #3d444d }}
.rule {{ stroke: #3d444d }}
.ours {{ fill: #3fb950 }}
.peer {{ fill: #656c76 }}
.range {{ stroke: #f0f6fc }}
}}
</style>
<rect class="paper" x=".5" y=".5" width="{paper_width}" height="{paper_height}" rx="8"/>
{body}
</svg>
"""


def late(entry: dict) -> Figure | None:
    p99 = figure(entry, "paced_1600_p99")
    return p99 and Figure(*(max(value - IDEAL, 0) for value in p99))


def draw(results: dict) -> str:
    body, said = [], []
    y = MARGIN + 16

    def text(x: float, content: str, kind: str = "plain") -> None:
        body.append(f'<text class="{kind}" x="{x:.0f}" y="{y:.0f}">{escape(content)}</text>')

    title = "60 characters, each sent on its own: this archetype and its peers"
    text(MARGIN, title, "title")
    y += 20
    text(MARGIN, f"{where(results)}, {when(results)}. {rounds(results)}; the thin line is least to most.", "small")
    for heading, entries in groups(results).items():
        if not entries:
            continue
        y += 34
        body.append(f'<path class="rule" d="M{MARGIN} {y - 20}H{WIDTH - MARGIN}"/>')
        counts = sorted({round(entry["streams"]["writes"]) for entry in entries.values()})
        text(MARGIN, f"{heading}: {' to '.join(map(str, dict.fromkeys((counts[0], counts[-1]))))} a response", "bold")
        y += 24
        for column, (name, note, _, _) in enumerate(PANELS):
            x = MARGIN + LABEL + column * PANEL
            body.append(f'<text class="bold" x="{x}" y="{y}">{name}</text><text class="small" x="{x}" y="{y + 15}">{note}</text>')
        y += 15
        values = {name: [late(entry) if key == "late_s" else figure(entry, key) for _, _, key, _ in PANELS]
                  for name, entry in entries.items()}
        most = [max((value.high for value in column if value), default=0) or 1 for column in zip(*values.values())]
        for name, entry in sorted(entries.items(), key=lambda item: not item[1]["ours"]):
            y += ROW
            text(MARGIN, name_of(entry), "bold" if entry["ours"] else "plain")
            finished = figure(entry, "paced_1600_responses")
            labels = []
            for column, ((_, _, key, pattern), value) in enumerate(zip(PANELS, values[name])):
                x, scale = MARGIN + LABEL + column * PANEL, (PANEL - 76) / most[column]
                label = pattern.format(value.median) if value else "none finished"
                end = x
                if value:
                    end = x + max(value.high * scale, 1)
                    body.append(f'<rect class="{"ours" if entry["ours"] else "peer"}" x="{x}" y="{y - BAR + 1}" '
                                f'width="{max(value.median * scale, 1):.1f}" height="{BAR}"/>'
                                f'<path class="range" d="M{x + value.low * scale:.1f} {y - BAR / 2 + 1}H{end:.1f}"/>')
                    if key == "late_s" and finished and finished.median < .95 * due(results, 1600):
                        label += " *"
                text(end + 5, label)
                labels.append(label)
            said.append(f"{name_of(entry)}: {', '.join(labels)}.")
    y += 34
    body.append(f'<path class="rule" d="M{MARGIN} {y - 20}H{WIDTH - MARGIN}"/>')
    text(MARGIN, "* finished less than 95 % of the responses that 1,600 streams of 3.0 s make in that time", "small")
    for entry in results["services"].values():
        if entry["problem"]:
            y += 16
            text(MARGIN, f"{name_of(entry)}: {entry['problem']}", "small")
    height = y + MARGIN
    description = f"Of each service: {', '.join(f'{name.lower()} ({note})' for name, note, _, _ in PANELS)}. {' '.join(said)}"
    return SVG.format(width=WIDTH, height=height, paper_width=WIDTH - 1, paper_height=height - 1, title=escape(title),
                      description=escape(description), body="\n".join(body))
