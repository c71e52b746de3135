"""The answer of a model on Amazon Bedrock by aiobotocore, on the event loop."""
from collections.abc import AsyncIterable
from contextlib import asynccontextmanager
from json import dumps

from aiobotocore.config import AioConfig
from aiobotocore.session import get_session
from fastapi import FastAPI, Request
from fastapi.responses import StreamingResponse
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import BaseModel

STREAMS = 400


class Question(BaseModel):
    prompt: str


@asynccontextmanager
async def lifespan(_: FastAPI):
    async with get_session().create_client("bedrock-runtime", config=AioConfig(max_pool_connections=STREAMS)) as client:
        yield {"bedrock": client}


app = FastAPI(lifespan=lifespan)


@app.get("/health")
async def health():
    return {"status": "healthy"}


@app.post("/")
async def answer(question: Question, request: Request):
    return StreamingResponse(events(question, request), media_type="text/event-stream")


async def events(question: Question, request: Request) -> AsyncIterable[str]:
    facts = {}
    async for text in deltas(question, request, facts):
        yield f"data: {dumps(text)}\n\n"
    yield f"event: done\ndata: {dumps(facts)}\n\n"


@app.post("/events", response_class=EventSourceResponse)
async def answer_by_events(question: Question, request: Request) -> AsyncIterable[ServerSentEvent]:
    facts = {}
    async for text in deltas(question, request, facts):
        yield ServerSentEvent(data=text)
    yield ServerSentEvent(event="done", data=facts)


async def deltas(question: Question, request: Request, facts: dict) -> AsyncIterable[str]:
    response = await request.state.bedrock.converse_stream(
        modelId="global.amazon.nova-2-lite-v1:0",
        system=[{"text": "You are a helpful assistant. Answer in plain text."}],
        messages=[{"role": "user", "content": [{"text": question.prompt}]}],
        inferenceConfig={"maxTokens": 1024, "temperature": 0.7})
    async for event in response["stream"]:
        if "contentBlockDelta" in event:
            yield event["contentBlockDelta"]["delta"]["text"]
        elif "messageStop" in event:
            facts["stopReason"] = event["messageStop"]["stopReason"]
        elif "metadata" in event:
            facts |= event["metadata"]["usage"]
