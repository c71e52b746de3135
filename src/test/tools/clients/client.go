// Go's clients: client CLIENT JOB URL [CLIENT JOB URL...]
// Prints what each delivers, an object a line: see Delivery.java
package main

import (
	"bufio"
	"encoding/json"
	"net/http"
	"os"
	"sync"
	"time"

	"github.com/tmaxmax/go-sse"
)

type delivery struct {
	Job    string `json:"job"`
	At     int64  `json:"at"`
	Type   string `json:"type"`
	Event  string `json:"event,omitempty"`
	ID     string `json:"id,omitempty"`
	Data   string `json:"data"`
	Reason string `json:"reason,omitempty"`
}

var (
	mutex   sync.Mutex
	printer = json.NewEncoder(os.Stdout)
)

func deliver(d delivery) {
	mutex.Lock()
	defer mutex.Unlock()
	d.At = time.Now().UnixMilli()
	if err := printer.Encode(d); err != nil {
		panic(err)
	}
}

func end(job, kind string, err error) {
	d := delivery{Job: job, Type: kind}
	if err != nil {
		d.Reason = err.Error()
	}
	deliver(d)
}

func events(job, url string) {
	request, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		panic(err)
	}
	client := sse.Client{OnRetry: func(err error, _ time.Duration) { end(job, "lost", err) }}
	connection := client.NewConnection(request)
	connection.SubscribeToAll(func(event sse.Event) {
		kind := event.Type
		if kind == "" {
			kind = "message"
		}
		deliver(delivery{Job: job, Type: "event", Event: kind, ID: event.LastEventID, Data: event.Data})
	})
	end(job, "end", connection.Connect())
}

func lines(job, url string) {
	request, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		panic(err)
	}
	request.Header.Set("Accept", "application/x-ndjson")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		panic(err)
	}
	defer response.Body.Close()
	scanner := bufio.NewScanner(response.Body)
	for scanner.Scan() {
		deliver(delivery{Job: job, Type: "event", Data: scanner.Text()})
	}
	if scanner.Err() != nil {
		end(job, "lost", scanner.Err())
	} else {
		end(job, "end", nil)
	}
}

func main() {
	clients := map[string]func(job, url string){"go-sse": events, "Scanner": lines}
	var jobs sync.WaitGroup
	for i := 1; i < len(os.Args); i += 3 {
		jobs.Add(1)
		go func() {
			defer jobs.Done()
			clients[os.Args[i]](os.Args[i+1], os.Args[i+2])
		}()
	}
	jobs.Wait()
}
