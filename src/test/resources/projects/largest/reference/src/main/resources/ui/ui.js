'use strict';

const MOST_CONNECTIONS = 6;
const form = document.getElementById('form');
const [count, delay, start, stop, summary, note, list, template] =
    ['count', 'delay', 'start', 'stop', 'summary', 'note', 'streams', 'stream'].map((id) => document.getElementById(id));
let abort = new AbortController();

form.addEventListener('submit', (event) => {
    event.preventDefault();
    run(count.valueAsNumber, delay.valueAsNumber);
});
stop.addEventListener('click', () => abort.abort());

async function run(total, pause) {
    abort = new AbortController();
    const progress = { running: 0, most: 0, ids: new Set(), done: 0 };
    start.disabled = true;
    stop.disabled = false;
    note.hidden = total <= MOST_CONNECTIONS;
    summary.textContent = `${total} streams have been asked for …`;
    list.replaceChildren();
    await Promise.all(Array.from({ length: total }, () => stream(card(), pause, progress)));
    start.disabled = false;
    stop.disabled = true;
    const overlap = progress.most === total ? 'All ran at the same time' : `At most ${progress.most} ran at the same time`;
    summary.textContent = `${progress.done} of ${total} are complete. ${overlap}, with ${progress.ids.size} different ids.`;
}

async function stream(show, pause, progress) {
    const begin = performance.now();
    let text = '';
    let first = 0;
    try {
        const response = await fetch(`/?delay=${pause}`, { cache: 'no-store', signal: abort.signal });
        if (!response.ok) {
            show('state', `refused, ${response.status}`);
            return;
        }
        const decoder = new TextDecoder();
        for await (const chunk of pieces(response.body)) {
            if (!first) {
                first = performance.now();
                progress.most = Math.max(progress.most, ++progress.running);
                show('state', 'streaming');
                show('first-byte', `${Math.round(first - begin)} ms`);
            }
            text += decoder.decode(chunk, { stream: true });
            const id = text.match(/^\[([0-9a-f]{8})]/);
            if (id) {
                progress.ids.add(id[1]);
                show('id', id[1]);
            }
            show('text', text);
            const seconds = (performance.now() - first) / 1000;
            show('rate', seconds > 0.2 ? `${Math.round(text.length / seconds)}/s` : '–');
        }
        progress.done++;
        show('state', 'complete');
    } catch (error) {
        show('state', abort.signal.aborted ? 'stopped' : 'broken off');
    } finally {
        if (first) {
            progress.running--;
        }
    }
}

async function* pieces(body) {
    const reader = body.getReader();
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
        yield piece.value;
    }
}

function card() {
    const item = template.content.firstElementChild.cloneNode(true);
    list.append(item);
    return (name, value) => {
        item.querySelector(`.${name}`).textContent = value;
        if (name === 'state') {
            item.dataset.state = value;
        }
    };
}
