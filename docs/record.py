#!/usr/bin/env python3
"""
Records ten requests that a running service answers at once, as an animated SVG: each character appears when it came.

    ./try.sh
    PORT=8080 target/try/quotes-stream/target/function/run.sh

and in another shell

    docs/record.py http://localhost:8080/ > docs/stream.svg
"""
import sys
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from threading import Barrier
from time import monotonic
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

REQUESTS = 10

LEAD, HOLD = 0.3, 4.5  # seconds before the requests and after the last character
FONT, ADVANCE, LINE, MARGIN, BAR, TOP = 14, 8.4, 24, 24, 36, 42  # pixels

SVG = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img"
     aria-labelledby="title desc">
<title id="title">{requests} responses of one service, streamed at once</title>
<desc id="desc">A terminal. Each of {requests} lines grows character by character, all at the same time, at the measured
times. Each line begins with an id of its own. The last one reads: {last}</desc>
<style>
text {{ font: {font}px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; white-space: pre }}
@media (prefers-reduced-motion: no-preference) {{
.cover, .end {{ animation: {loop:.2f}s step-end infinite; transform-box: fill-box; transform-origin: right }}
{motion}
}}
</style>
<rect x=".5" y=".5" width="{frame_width}" height="{frame_height}" rx="8" fill="#0d1117" stroke="#57606a"/>
<path d="M1 {bar}.5H{frame_width}" stroke="#30363d"/>
<g fill="#57606a"><circle cx="22" cy="18" r="6"/><circle cx="42" cy="18" r="6"/><circle cx="62" cy="18" r="6"/></g>
<g fill="#e6edf3">
{body}
</g>
</svg>"""


def record(url, barrier):
    """Returns when the request was sent, and each character of the response with the time at which it came."""
    connection = HTTPConnection(url.hostname, url.port, timeout=30)
    connection.connect()
    barrier.wait()
    sent = monotonic()
    connection.request("GET", url.path or "/")
    response = connection.getresponse()
    if response.status != 200:
        sys.exit(f"record.py: {url.geturl()} answered {response.status}")
    characters = []
    while character := response.read(1):
        characters.append((monotonic(), character.decode("ascii")))
    return sent, characters


def text(line, content, length, attributes=""):
    """All characters are as wide as the animation takes them to be, whatever the font."""
    return (f'<text x="{MARGIN}" y="{TOP + (line + 1) * LINE}" textLength="{length * ADVANCE:.1f}"{attributes}>'
            f"{content}</text>")


def keyframes(name, frames, loop):
    return f"@keyframes {name} {{ " + " ".join(f"{at / loop:.3%} {{ {css} }}" for at, css in frames.items()) + " }"


def draw(path, recordings):
    start = min(sent for sent, _ in recordings)
    end = max(characters[-1][0] for _, characters in recordings) - start
    longest = max(characters[-1][0] - sent for sent, characters in recordings)
    loop = LEAD + end + HOLD
    lines = ["".join(character for _, character in characters).rstrip("\n") for _, characters in recordings]
    width = round(2 * MARGIN + (max(map(len, lines)) + 2) * ADVANCE)
    height = TOP + (len(lines) + 4) * LINE

    heading = f"{len(lines)} requests at once: GET {path}"
    body = [text(0, escape(heading), len(heading), ' fill="#7ee787"')]
    motion = []
    for number, ((_, characters), line) in enumerate(zip(recordings, lines), start=1):
        words = escape(line).split(" ", 1)
        body.append(text(number + .5, f'<tspan fill="#79c0ff">{words[0]}</tspan> {"".join(words[1:])}', len(line)))
        body.append(f'<rect class="cover" style="animation-name: c{number}" opacity="0" fill="#0d1117" x="{MARGIN}" '
                    f'y="{TOP + (number + .7) * LINE:.1f}" width="{len(line) * ADVANCE:.1f}" height="{LINE}"/>')
        frames = {0: "opacity: 1; transform: none"}  # the cover shrinks to the right
        for count, (at, _) in enumerate(characters[:len(line)], start=1):
            # Of the characters of one hundredth of a second the last one counts
            frames[round(LEAD + at - start, 2)] = f"opacity: 1; transform: scaleX({1 - count / len(line):.3f})"
        motion.append(keyframes(f"c{number}", frames, loop))
    result = f"{len(lines)} responses, the longest took {longest:.1f} s, all together {end:.1f} s"
    body.append(text(len(lines) + 2, result, len(result), ' fill="#7ee787" class="end" style="animation-name: end"'))
    motion.append(keyframes("end", {0: "opacity: 0", LEAD + end: "opacity: 1"}, loop))
    return SVG.format(width=width, height=height, frame_width=width - 1, frame_height=height - 1, bar=BAR, font=FONT,
                      requests=len(lines), last=escape(lines[-1]), loop=loop, motion="\n".join(motion),
                      body="\n".join(body))


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__.strip())
    url = urlsplit(sys.argv[1])
    barrier = Barrier(REQUESTS, timeout=30)
    with ThreadPoolExecutor(REQUESTS) as pool:
        recordings = list(pool.map(lambda _: record(url, barrier), range(REQUESTS)))
    print(draw(url.path or "/", recordings))


if __name__ == "__main__":
    main()
