"""The FastAPI example of Lambda Web Adapter for Lambda Managed Instances, with the pause as a parameter."""
from asyncio import sleep
from uuid import uuid4

from fastapi import FastAPI
from fastapi.responses import StreamingResponse

app = FastAPI()


@app.get("/health")
async def health():
    return {"status": "healthy"}


@app.get("/")
async def index(delay: int = 50):
    return StreamingResponse(characters(delay / 1000), media_type="text/plain")


async def characters(pause: float):
    for character in f"[{uuid4().hex[:8]}] This is streaming from Lambda Managed Instances!\n":
        yield character
        if pause:
            await sleep(pause)
