// Node's clients: node client.cjs CLIENT JOB URL [CLIENT JOB URL...]
// Prints what each delivers, an object a line: see Delivery.java
const readline = require('node:readline');
const { Readable } = require('node:stream');
const { EventSource } = require('eventsource');

function print(job, type, fields) {
    console.log(JSON.stringify({ job, at: Date.now(), type, ...fields }));
}

function eventsource(job, url) {
    const source = new EventSource(url);
    for (const name of ['message', 'done', 'error']) {
        source.addEventListener(name, event => {
            if (event.data !== undefined) {
                print(job, 'event', { event: event.type, id: event.lastEventId, data: event.data });
            } else if (source.readyState === EventSource.CLOSED) {
                print(job, 'end', { reason: event.message });
            } else {
                print(job, 'lost', { reason: event.message });
            }
        });
    }
}

async function lines(job, url) {
    try {
        const response = await fetch(url, { headers: { Accept: 'application/x-ndjson' } });
        for await (const line of readline.createInterface({ input: Readable.fromWeb(response.body) })) {
            print(job, 'event', { data: line });
        }
        print(job, 'end');
    } catch (error) {
        print(job, 'lost', { reason: String(error.cause ?? error) });
    }
}

const clients = { eventsource, readline: lines };
for (let i = 2; i < process.argv.length; i += 3) {
    clients[process.argv[i]](process.argv[i + 1], process.argv[i + 2]);
}
