"""A process that ingests until it is killed: `python ingesting.py FOLDER`; it says when a push was acknowledged."""

import asyncio
import json
import sys
from contextlib import suppress
from pathlib import Path

from ml_tools.datasets.collections import open_collections
from ml_tools.datasets.config import DatasetsConfig
from ml_tools.datasets.fetching_config import FetchingConfig
from ml_tools.datasets.ingestion import open_ingestions
from ml_tools.datasets.ingestion_config import IngestionConfig
from ml_tools.datasets_interface import FolderSource, IngestionExists, IngestionSettings, PushedRecord

SETTINGS = IngestionSettings(batch_size=20, batch_s=0.002, publish_s=0.02, publish_records=50, poll_s=0.05)


async def main(folder: Path, first: int) -> None:
    own, fetching = IngestionConfig(settle_s=0.0), FetchingConfig(local_folders=(str(folder / "in"),))
    config = DatasetsConfig(ingestion=own, fetching=fetching)
    async with (
        open_collections(folder, config) as collections,
        open_ingestions(collections, collections.database, folder, config) as ingestions,
    ):
        source = FolderSource(path=str(folder / "in"))
        with suppress(IngestionExists):
            await ingestions.start_ingestion("one", source=source, collection="rows", settings=SETTINGS)
        print("ready", flush=True)
        for number in range(first, sys.maxsize):
            key = f"p{number}"
            record = PushedRecord(payload=json.dumps({"n": number}), key=key)
            await ingestions.push_records("one", records=(record,))
            print(key, flush=True)


asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2])))
