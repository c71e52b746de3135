"""The answer of a model on Amazon Bedrock by boto3, which blocks: FastAPI runs it in a pool of threads."""
from collections.abc import Iterable
from contextlib import asynccontextmanager
from json import dumps

import boto3
from anyio.to_thread import current_default_thread_limiter
from botocore.config import Config
from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

STREAMS = 400


class Question(BaseModel):
    prompt: str


@asynccontextmanager
async def lifespan(_: FastAPI):
    current_default_thread_limiter().total_tokens = STREAMS
    yield


app = FastAPI(lifespan=lifespan)
bedrock = boto3.client("bedrock-runtime", config=Config(max_pool_connections=STREAMS))


@app.get("/health")
async def health():
    return {"status": "healthy"}


@app.post("/")
def answer(question: Question):
    return StreamingResponse(events(question), media_type="text/event-stream")


def events(question: Question) -> Iterable[str]:
    response = bedrock.converse_stream(
        modelId="global.amazon.nova-2-lite-v1:0",
        system=[{"text": "You are a helpful assistant. Answer in plain text."}],
        messages=[{"role": "user", "content": [{"text": question.prompt}]}],
        inferenceConfig={"maxTokens": 1024, "temperature": 0.7})
    facts = {}
    for event in response["stream"]:
        if "contentBlockDelta" in event:
            yield f"data: {dumps(event['contentBlockDelta']['delta']['text'])}\n\n"
        elif "messageStop" in event:
            facts["stopReason"] = event["messageStop"]["stopReason"]
        elif "metadata" in event:
            facts |= event["metadata"]["usage"]
    yield f"event: done\ndata: {dumps(facts)}\n\n"
