"""Tables and a picture of the results, both from the medians of all rounds."""
from collections.abc import Callable, Iterator
from statistics import median
from typing import NamedTuple
from xml.sax.saxutils import escape

from load import CHARACTERS

OWN, COALESCED = "A write for each character", "Characters coalesced under load, into fewer writes"


class Figure(NamedTuple):
    median: float
    low: float
    high: float


def group(entry: dict) -> str:
    """Whoever writes several characters at once saves system calls, so it is not compared with who does not."""
    return OWN if entry["streams"]["writes"] > .9 * CHARACTERS else COALESCED


def groups(results: dict) -> dict[str, dict[str, dict]]:
    entries = {name: entry for name, entry in results["services"].items() if "streams" in entry and entry["figures"]}
    return {title: {name: entry for name, entry in entries.items() if group(entry) == title} for title in (OWN, COALESCED)}


def figure(entry: dict | None, name: str) -> Figure | None:
    values = [value for value in (entry or {}).get("figures", {}).get(name, []) if value is not None]
    if not values and name in (entry or {}):
        values = [entry[name]]
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


def name_of(entry: dict) -> str:
    named = entry["title"].split(",", 1)
    return ",".join([f"{named[0]} {entry['version']}".strip(), *named[1:]]) if not entry["ours"] else entry["title"]


def absolute(entries: dict[str, dict]) -> str:
    columns = {"start ms": ("ready_ms", 0), "MB then": ("ready_mb", 0), "unpaced responses/s": ("unpaced_per_s", 0),
               "errors": ("unpaced_errors", 0), "MB after unpaced": ("after_unpaced_mb", 0),
               "MB after paced": ("after_paced_mb", 0), "folder MB": ("folder_mb", 1), "AOT cache MB": ("cache_mb", 1)}
    return table(["", "writes a response", *columns],
                 [[name_of(entry), f"{entry['streams']['writes']:.0f}",
                   *(shown(figure(entry, name), decimals) for name, decimals in columns.values())] for entry in entries.values()])


def paced(results: dict) -> str:
    plan = results["plan"]
    rows = []
    for connections in plan["paced_connections"]:
        due = connections * int(plan["paced"] / plan["ideal_s"])
        for entries in groups(results).values():
            for entry in entries.values():
                values = [shown(figure(entry, f"paced_{connections}_{name}"), decimals) for name, decimals in
                          (("p50_s", 2), ("p99_s", 2), ("responses", 0), ("errors", 0), ("kb_per_stream", 0))]
                rows.append([f"{connections:,}", name_of(entry), *values[:2], f"{values[2]} of {due:,}", *values[3:]])
    return table(["streams", "", "p50 s", "p99 s", "responses", "errors", "kB a stream"], rows)


def ratios(ours: dict, peers: list[dict]) -> str:
    columns = {"start": "ready_ms", "memory then": "ready_mb", "1,600 paced p99": "paced_1600_p99_s",
               "memory after paced": "after_paced_mb", "unpaced responses/s": "unpaced_per_s",
               "memory after unpaced": "after_unpaced_mb", "folder": "folder_mb"}
    rows = [[name_of(peer), *(or_none(ratio(ours, peer, name)) for name in columns.values())] for peer in peers]
    return table([f"{ours['title']} / ", *columns], rows)


def targets(results: dict) -> Iterator[tuple[str, float | None, str, bool | None]]:
    """What is to be reached: in words, as measured, the bound, and whether it is met."""
    entries = results["services"]
    ours, queue, floor, fastapi, quarkus = (entries.get(name) for name in ("ours", "ours-queue", "floor", "fastapi", "quarkus"))
    jvm = [ratio(ours, entry, "unpaced_per_s") for name, entry in groups(results)[OWN].items()
           if not entry["ours"] and name not in ("floor", "fastapi")]

    def target(words: str, value: float | None, bound: str, meets: Callable[[float], bool]):
        return words, value, bound, None if value is None else meets(value)

    def at_most(words: str, value: float | None, bound: float):
        return target(words, value, f"<= {bound:g}", lambda it: it <= bound)

    def at_least(words: str, value: float | None, bound: float):
        return target(words, value, f">= {bound:g}", lambda it: it >= bound)

    def errors(entry: dict | None) -> float | None:
        counts = [sum(values) for name, values in (entry or {}).get("figures", {}).items() if name.endswith("_errors")]
        return sum(counts) if counts else None

    def held(entry: dict | None, other: dict | None) -> float | None:
        """The difference, as on a busy machine the one that watches is late itself."""
        late, usual = ((it or {}).get("streams", {}).get("held_ms") for it in (entry, other))
        return None if late is None or usual is None else late - usual

    yield at_least("unpaced responses/s / floor's", ratio(ours, floor, "unpaced_per_s"), .95)
    yield target("unpaced responses/s / those of the fastest JVM peer with as many writes",
                 min((it for it in jvm if it), default=None), "> 1", lambda it: it > 1)
    yield at_least("coalesced: unpaced responses/s / FastAPI's, not coalesced", ratio(queue, fastapi, "unpaced_per_s"), 30)
    yield at_least("coalesced: unpaced responses/s / Quarkus's on virtual threads", ratio(queue, quarkus, "unpaced_per_s"), 2)
    yield at_most("coalesced: ms that a chunk of a paced stream was held back more than without coalescing, at the most",
                  held(queue, ours), 1)
    yield at_most("coalesced: requests refused or broken at the limit and below", errors(queue), 0)
    yield at_most("requests refused or broken at the limit and below", errors(ours), 0)
    yield at_most("1,600 paced p99 / floor's", ratio(ours, floor, "paced_1600_p99_s"), 1.03)
    yield at_most("memory after paced / floor's", ratio(ours, floor, "after_paced_mb"), 1.3)
    yield at_most("memory after unpaced / floor's", ratio(ours, floor, "after_unpaced_mb"), 2)
    yield at_most("start / FastAPI's", ratio(ours, fastapi, "ready_ms"), 1)
    yield at_most("folder without AOT cache, MB", (ours or {}).get("folder_mb"), 4)


def summary(results: dict) -> str:
    """What the README of the repository shows; BenchmarkTest compares both."""
    columns = {"start, ms": ("ready_ms", 0), "1,600 paced streams: p99, s": ("paced_1600_p99_s", 2),
               "memory after them, MB": ("after_paced_mb", 0), "unpaced, responses/s": ("unpaced_per_s", 0)}
    return "\n\n".join(table([title, *columns], [
        [name_of(entry), *(or_none(it and it.median, f"{{:,.{decimals}f}}")
                           for it, decimals in ((figure(entry, name), decimals) for name, decimals in columns.values()))]
        for entry in entries.values()]) for title, entries in groups(results).items() if entries)


def tables(results: dict) -> str:
    parts = [f"# Measured {when(results)}\n\n{where(results)}. {rounds(results)} (least..most in brackets)."]
    for title, entries in groups(results).items():
        if entries:
            parts += [f"## {title}", absolute(entries)]
            peers = [entry for entry in entries.values() if not entry["ours"]]
            parts += [ratios(ours, peers) for ours in entries.values() if ours["ours"] and peers]
    parts += ["## Paced streams", paced(results), "## In short", summary(results), "## Targets"]
    parts.append(table(["target", "measured", "bound", "met"],
                       [[words, or_none(value), bound, {True: "yes", False: "**no**", None: "?"}[met]]
                        for words, value, bound, met in targets(results)]))
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
    return (f"{it['cores']} cores of {it['cpu']}, shared with wrk, {it['memory_gb']} GB, Linux {it['kernel'].split('-')[0]}, "
            f"JDK {it['jdk']} with -Xmx512m")


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


def late(entry: dict, ideal: float) -> Figure | None:
    p99 = figure(entry, "paced_1600_p99_s")
    return p99 and Figure(*(max(value - ideal, 0) for value in p99))


def draw(results: dict) -> str:
    plan = results["plan"]
    due = 1600 * int(plan["paced"] / plan["ideal_s"])
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
        values = {name: [late(entry, plan["ideal_s"]) if key == "late_s" else figure(entry, key) for _, _, key, _ in PANELS]
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
                    if key == "late_s" and finished and finished.median < .95 * due:
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
