"use strict";

const element = id => document.getElementById(id);
const sinceSent = () => `${Math.round(performance.now() - sent)} ms`;

let controller = new AbortController();
let sent;

async function start(event) {
    event.preventDefault();
    controller.abort();
    controller = new AbortController();
    const { signal } = controller;
    sent = performance.now();
    for (const value of document.querySelectorAll("#answer .text, dd")) {
        value.textContent = "";
    }
    element("answer").hidden = false;
    become("waiting");
    try {
        await ask(element("prompt").value, signal);
        become("done");
    } catch (e) {
        if (signal !== controller.signal) {
            return; // another prompt was sent
        }
        if (!signal.aborted) {
            show("text", `${answer().textContent}\n${e.message}`.trim());
        }
        become(signal.aborted ? "stopped" : "failed");
    }
}

async function ask(prompt, signal) {
    const response = await fetch("..", {
        method: "POST",
        headers: { Accept: "application/x-ndjson", "Content-Type": "application/json" },
        body: JSON.stringify({ prompt }),
        cache: "no-store",
        signal
    });
    show("id", response.headers.get("Stream-Id") ?? "");
    if (!response.ok) {
        throw new Error(await reason(response));
    }
    const text = answer().appendChild(new Text());
    for await (const { token, done, error, ...facts } of lines(response.body, signal)) {
        if (error) {
            throw new Error(error.detail);
        }
        if (done) {
            Object.entries(facts).forEach(([name, value]) => show(name, value));
            return;
        }
        if (text.length === 0) {
            show("first", sinceSent());
            become("streaming");
        }
        text.appendData(token);
    }
    throw new Error("The answer was cut off");
}

/** Why the service refuses: the detail of a problem (RFC 9457), or whatever else it answers. */
async function reason(response) {
    const text = await response.text();
    return response.headers.get("Content-Type")?.startsWith("application/problem+json") ? JSON.parse(text).detail : text;
}

/** Each line of a body, which is a JSON object, as soon as it is there. */
async function* lines(body, signal) {
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
        signal.throwIfAborted();
        const complete = (rest + part.value).split("\n");
        rest = complete.pop();
        yield* complete.map(line => JSON.parse(line));
    }
}

function answer() {
    return document.querySelector("#answer .text");
}

function become(state) {
    const running = ["waiting", "streaming"].includes(state);
    element("answer").dataset.state = state;
    show("state", state);
    element("summary").textContent = running ? "" : `Answer ${state} after ${sinceSent()}.`;
    if (!running && document.activeElement === element("stop")) {
        element("prompt").focus();
    }
    element("stop").disabled = !running;
}

function show(name, value) {
    const place = document.querySelector(`#answer .${name}`);
    if (place) {
        place.textContent = value;
    }
}

document.querySelector("form").addEventListener("submit", start);
element("stop").addEventListener("click", () => controller.abort());
element("prompt").addEventListener("keydown", event => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        event.currentTarget.form.requestSubmit();
    }
});
