"""The answer of a model on Amazon Bedrock by aiobotocore, on the event loop."""
from collections.abc import AsyncIterable
from contextlib import asynccontextmanager

from aiobotocore.config import AioConfig
from aiobotocore.session import get_session
from fastapi import FastAPI, Request
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


@app.post("/", response_class=EventSourceResponse)
async def answer(question: Question, request: Request) -> AsyncIterable[ServerSentEvent]:
    response = await request.state.bedrock.converse_stream(
        modelId="global.amazon.nova-2-lite-v1:0",
        system=[{"text": "You are a helpful assistant. Answer in plain text."}],
        messages=[{"role": "user", "content": [{"text": question.prompt}]}],
        inferenceConfig={"maxTokens": 1024, "temperature": 0.7})
    facts = {}
    async for event in response["stream"]:
        if "contentBlockDelta" in event:
            yield ServerSentEvent(data=event["contentBlockDelta"]["delta"]["text"])
        elif "messageStop" in event:
            facts["stopReason"] = event["messageStop"]["stopReason"]
        elif "metadata" in event:
            facts |= event["metadata"]["usage"]
    yield ServerSentEvent(event="done", data=facts)
