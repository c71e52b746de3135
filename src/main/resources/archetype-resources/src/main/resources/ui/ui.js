"use strict";

const MAX_CONNECTIONS = 6; // to one server, over HTTP/1.1
const REFUSALS = [429, 503];

const element = id => document.getElementById(id);
const http1 = () => performance.getEntriesByType("navigation")[0].nextHopProtocol.startsWith("http/1");

let run = newRun();

function start(event) {
    event.preventDefault();
    run.controller.abort();
    run = newRun();
    for (let number = 1; number <= element("count").valueAsNumber; number++) {
        run.streams.push(newStream(run, number));
    }
    element("streams").replaceChildren(...run.streams.map(stream => stream.card));
    element("connections").hidden = !(run.streams.length > MAX_CONNECTIONS && http1());
    summarize();
    run.streams.forEach(receive);
}

function newRun() {
    const controller = new AbortController();
    return { controller, request: newRequest(controller.signal), streams: [], most: 0 };
}

function newRequest(signal) {
    // In plain text, a stream that fails is cut off; the other formats end it properly
    const headers = { Accept: "text/plain, */*;q=0.5" };
    const body = element("body").value.trim();
    if (body === "") {
        return { headers, cache: "no-store", signal };
    }
    headers["Content-Type"] = "application/json";
    return { method: "POST", headers, body, cache: "no-store", signal };
}

function newStream(run, number) {
    const card = element("stream").content.cloneNode(true).firstElementChild;
    card.querySelector(".number").textContent = number;
    return { run, card, state: "waiting" };
}

async function receive(stream) {
    const sent = performance.now();
    try {
        const response = await fetch("..", stream.run.request);
        stream.id = response.headers.get("Stream-Id");
        show(stream, "id", stream.id ?? "–");
        if (!response.ok) {
            show(stream, "text", await reason(response));
            become(stream, REFUSALS.includes(response.status) ? "refused" : "failed", response.status);
            return;
        }
        await read(stream, response.body.pipeThrough(new TextDecoderStream()).getReader(), sent);
        become(stream, "done");
    } catch (e) {
        become(stream, stream.run.request.signal.aborted ? "stopped" : "failed");
    }
}

/** Why the service refuses: the detail of a problem (RFC 9457), or whatever else it answers. */
async function reason(response) {
    if (!response.headers.get("Content-Type")?.startsWith("application/problem+json")) {
        return response.text();
    }
    const { title, detail = title } = await response.json();
    return detail;
}

async function read(stream, reader, sent) {
    const text = stream.card.querySelector(".text").appendChild(new Text());
    let first = 0;
    let firstLength = 0;
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
        const now = performance.now();
        text.appendData(part.value);
        if (first === 0) {
            first = now;
            firstLength = text.length;
            show(stream, "first", `${Math.round(now - sent)} ms`);
            become(stream, "streaming");
        } else {
            show(stream, "rate", `${((text.length - firstLength) * 1000 / (now - first)).toFixed(1)} characters/s`);
        }
    }
}

function become(stream, state, status = "") {
    stream.state = stream.card.dataset.state = state;
    show(stream, "state", `${state} ${status}`.trim());
    if (stream.run === run) {
        summarize();
    }
}

function summarize() {
    const all = run.streams.length;
    const count = state => run.streams.filter(stream => stream.state === state).length;
    const ids = run.streams.map(stream => stream.id).filter(Boolean);
    const running = count("waiting") + count("streaming") > 0;
    run.most = Math.max(run.most, count("streaming"));

    const others = ["streaming", "waiting", "refused", "failed", "stopped"].filter(count)
        .map(state => `, ${count(state)} ${state}`).join("");
    const overlap = running || all === 1 ? "" : run.most === all ? ": all overlapped" : ": not all overlapped";
    element("summary").textContent = `${count("done")} of ${all} done${others}. `
        + `At most ${run.most} of ${all} at once${overlap}.`
        + (running ? "" : ` ${new Set(ids).size} of ${ids.length} ids distinct.`);

    // So a screen reader waits until the end
    element("summary").ariaBusy = running;
    if (!running && document.activeElement === element("stop")) {
        element("start").focus();
    }
    element("stop").disabled = !running;
}

function show(stream, name, value) {
    stream.card.querySelector(`.${name}`).textContent = value;
}

document.querySelector("form").addEventListener("submit", start);
element("stop").addEventListener("click", () => run.controller.abort());
