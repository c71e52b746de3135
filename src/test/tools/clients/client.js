// A browser's clients: the body of a function of CLIENT, JOB, URL and, as CommonJS, the modules of fetch-event-source.
// Leaves what it delivers in window.deliveries: see Delivery.java
const [client, job, url, parse, fetchModule] = arguments;
window.deliveries = [];

function deliver(type, fields) {
    window.deliveries.push(JSON.stringify({ job, at: Date.now(), type, ...fields }));
}

function load(source, modules) {
    const exports = {};
    new Function('exports', 'require', source)(exports, name => modules[name]);
    return exports;
}

const clients = {
    EventSource() {
        const source = new EventSource(url);
        for (const name of ['message', 'done', 'error']) {
            source.addEventListener(name, event => {
                if (event instanceof MessageEvent) {
                    deliver('event', { event: event.type, id: event.lastEventId, data: event.data });
                } else {
                    deliver(source.readyState === EventSource.CLOSED ? 'end' : 'lost');
                }
            });
        }
    },

    'fetch-event-source'() {
        const { fetchEventSource } = load(fetchModule, { './parse': load(parse, {}) });
        fetchEventSource(url, {
            openWhenHidden: true,
            async onopen(response) {
                // As its README has it: without this, 204 would be asked for again and again
                if (!response.headers.get('Content-Type')?.startsWith('text/event-stream')) {
                    throw new Error(`fatal: ${response.status}`);
                }
            },
            onmessage(message) {
                deliver('event', { event: message.event || 'message', id: message.id, data: message.data });
            },
            onerror(error) {
                if (error.message.startsWith('fatal')) {
                    throw error;
                }
                deliver('lost', { reason: String(error) });
            }
        }).then(() => deliver('end'), error => deliver('end', { reason: String(error) }));
    },

    async fetch() {
        try {
            const response = await fetch(url, { headers: { Accept: 'text/plain' } });
            const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
            for (let { value, done } = await reader.read(); !done; { value, done } = await reader.read()) {
                deliver('event', { data: value });
            }
            deliver('end');
        } catch (error) {
            deliver('lost', { reason: String(error) });
        }
    }
};

clients[client]();
