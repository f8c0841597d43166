import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from ml_tools.datasets_interface.v1 import fetchers_pb2 as _fetchers_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import Any as _Any, ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class IngestionState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    INGESTION_STATE_UNSPECIFIED: _ClassVar[IngestionState]
    INGESTION_STATE_RUNNING: _ClassVar[IngestionState]
    INGESTION_STATE_STOPPED: _ClassVar[IngestionState]
INGESTION_STATE_UNSPECIFIED: IngestionState
INGESTION_STATE_RUNNING: IngestionState
INGESTION_STATE_STOPPED: IngestionState

class IngestionNotFound(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class IngestionExists(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class DeadLetterNotFound(_message.Message):
    __slots__ = ("name", "letter")
    NAME_FIELD_NUMBER: _ClassVar[int]
    LETTER_FIELD_NUMBER: _ClassVar[int]
    name: str
    letter: str
    def __init__(self, name: _Optional[str] = ..., letter: _Optional[str] = ...) -> None: ...

class PushSource(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class FolderSource(_message.Message):
    __slots__ = ("path", "options")
    PATH_FIELD_NUMBER: _ClassVar[int]
    OPTIONS_FIELD_NUMBER: _ClassVar[int]
    path: str
    options: _fetchers_pb2.ParseOptions
    def __init__(self, path: _Optional[str] = ..., options: _Optional[_Union[_fetchers_pb2.ParseOptions, _Mapping[str, _Any]]] = ...) -> None: ...

class BucketSource(_message.Message):
    __slots__ = ("bucket", "prefix", "region", "options", "every_version")
    BUCKET_FIELD_NUMBER: _ClassVar[int]
    PREFIX_FIELD_NUMBER: _ClassVar[int]
    REGION_FIELD_NUMBER: _ClassVar[int]
    OPTIONS_FIELD_NUMBER: _ClassVar[int]
    EVERY_VERSION_FIELD_NUMBER: _ClassVar[int]
    bucket: str
    prefix: str
    region: str
    options: _fetchers_pb2.ParseOptions
    every_version: bool
    def __init__(self, bucket: _Optional[str] = ..., prefix: _Optional[str] = ..., region: _Optional[str] = ..., options: _Optional[_Union[_fetchers_pb2.ParseOptions, _Mapping[str, _Any]]] = ..., every_version: _Optional[bool] = ...) -> None: ...

class QueueSource(_message.Message):
    __slots__ = ("broker", "queue")
    BROKER_FIELD_NUMBER: _ClassVar[int]
    QUEUE_FIELD_NUMBER: _ClassVar[int]
    broker: str
    queue: str
    def __init__(self, broker: _Optional[str] = ..., queue: _Optional[str] = ...) -> None: ...

class IngestionSettings(_message.Message):
    __slots__ = ("processors", "batchers", "batch_size", "batch_s", "max_in_flight", "records_per_s", "attempts", "pause_s", "publish_records", "publish_s", "poll_s")
    PROCESSORS_FIELD_NUMBER: _ClassVar[int]
    BATCHERS_FIELD_NUMBER: _ClassVar[int]
    BATCH_SIZE_FIELD_NUMBER: _ClassVar[int]
    BATCH_S_FIELD_NUMBER: _ClassVar[int]
    MAX_IN_FLIGHT_FIELD_NUMBER: _ClassVar[int]
    RECORDS_PER_S_FIELD_NUMBER: _ClassVar[int]
    ATTEMPTS_FIELD_NUMBER: _ClassVar[int]
    PAUSE_S_FIELD_NUMBER: _ClassVar[int]
    PUBLISH_RECORDS_FIELD_NUMBER: _ClassVar[int]
    PUBLISH_S_FIELD_NUMBER: _ClassVar[int]
    POLL_S_FIELD_NUMBER: _ClassVar[int]
    processors: int
    batchers: int
    batch_size: int
    batch_s: float
    max_in_flight: int
    records_per_s: float
    attempts: int
    pause_s: float
    publish_records: int
    publish_s: float
    poll_s: float
    def __init__(self, processors: _Optional[int] = ..., batchers: _Optional[int] = ..., batch_size: _Optional[int] = ..., batch_s: _Optional[float] = ..., max_in_flight: _Optional[int] = ..., records_per_s: _Optional[float] = ..., attempts: _Optional[int] = ..., pause_s: _Optional[float] = ..., publish_records: _Optional[int] = ..., publish_s: _Optional[float] = ..., poll_s: _Optional[float] = ...) -> None: ...

class StartIngestionRequest(_message.Message):
    __slots__ = ("name", "push", "folder", "bucket", "queue", "collection", "key_columns", "partition_column", "settings")
    NAME_FIELD_NUMBER: _ClassVar[int]
    PUSH_FIELD_NUMBER: _ClassVar[int]
    FOLDER_FIELD_NUMBER: _ClassVar[int]
    BUCKET_FIELD_NUMBER: _ClassVar[int]
    QUEUE_FIELD_NUMBER: _ClassVar[int]
    COLLECTION_FIELD_NUMBER: _ClassVar[int]
    KEY_COLUMNS_FIELD_NUMBER: _ClassVar[int]
    PARTITION_COLUMN_FIELD_NUMBER: _ClassVar[int]
    SETTINGS_FIELD_NUMBER: _ClassVar[int]
    name: str
    push: PushSource
    folder: FolderSource
    bucket: BucketSource
    queue: QueueSource
    collection: str
    key_columns: _containers.RepeatedScalarFieldContainer[str]
    partition_column: str
    settings: IngestionSettings
    def __init__(self, name: _Optional[str] = ..., push: _Optional[_Union[PushSource, _Mapping[str, _Any]]] = ..., folder: _Optional[_Union[FolderSource, _Mapping[str, _Any]]] = ..., bucket: _Optional[_Union[BucketSource, _Mapping[str, _Any]]] = ..., queue: _Optional[_Union[QueueSource, _Mapping[str, _Any]]] = ..., collection: _Optional[str] = ..., key_columns: _Optional[_Iterable[str]] = ..., partition_column: _Optional[str] = ..., settings: _Optional[_Union[IngestionSettings, _Mapping[str, _Any]]] = ...) -> None: ...

class Ingestion(_message.Message):
    __slots__ = ("name", "state", "collection", "created_at", "written", "published", "dead_letters", "in_flight", "received", "repeated", "retries", "lag_s", "trouble", "batches", "process_s", "write_s")
    NAME_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    COLLECTION_FIELD_NUMBER: _ClassVar[int]
    CREATED_AT_FIELD_NUMBER: _ClassVar[int]
    WRITTEN_FIELD_NUMBER: _ClassVar[int]
    PUBLISHED_FIELD_NUMBER: _ClassVar[int]
    DEAD_LETTERS_FIELD_NUMBER: _ClassVar[int]
    IN_FLIGHT_FIELD_NUMBER: _ClassVar[int]
    RECEIVED_FIELD_NUMBER: _ClassVar[int]
    REPEATED_FIELD_NUMBER: _ClassVar[int]
    RETRIES_FIELD_NUMBER: _ClassVar[int]
    LAG_S_FIELD_NUMBER: _ClassVar[int]
    TROUBLE_FIELD_NUMBER: _ClassVar[int]
    BATCHES_FIELD_NUMBER: _ClassVar[int]
    PROCESS_S_FIELD_NUMBER: _ClassVar[int]
    WRITE_S_FIELD_NUMBER: _ClassVar[int]
    name: str
    state: IngestionState
    collection: str
    created_at: _timestamp_pb2.Timestamp
    written: int
    published: int
    dead_letters: int
    in_flight: int
    received: int
    repeated: int
    retries: int
    lag_s: float
    trouble: str
    batches: int
    process_s: float
    write_s: float
    def __init__(self, name: _Optional[str] = ..., state: _Optional[_Union[IngestionState, str]] = ..., collection: _Optional[str] = ..., created_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping[str, _Any]]] = ..., written: _Optional[int] = ..., published: _Optional[int] = ..., dead_letters: _Optional[int] = ..., in_flight: _Optional[int] = ..., received: _Optional[int] = ..., repeated: _Optional[int] = ..., retries: _Optional[int] = ..., lag_s: _Optional[float] = ..., trouble: _Optional[str] = ..., batches: _Optional[int] = ..., process_s: _Optional[float] = ..., write_s: _Optional[float] = ...) -> None: ...

class GetIngestionRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class ListIngestionsRequest(_message.Message):
    __slots__ = ("after", "page_size")
    AFTER_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    after: str
    page_size: int
    def __init__(self, after: _Optional[str] = ..., page_size: _Optional[int] = ...) -> None: ...

class ListIngestionsResponse(_message.Message):
    __slots__ = ("ingestions", "next_after")
    INGESTIONS_FIELD_NUMBER: _ClassVar[int]
    NEXT_AFTER_FIELD_NUMBER: _ClassVar[int]
    ingestions: _containers.RepeatedCompositeFieldContainer[Ingestion]
    next_after: str
    def __init__(self, ingestions: _Optional[_Iterable[_Union[Ingestion, _Mapping[str, _Any]]]] = ..., next_after: _Optional[str] = ...) -> None: ...

class StopIngestionRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class PushedRecord(_message.Message):
    __slots__ = ("payload", "key")
    PAYLOAD_FIELD_NUMBER: _ClassVar[int]
    KEY_FIELD_NUMBER: _ClassVar[int]
    payload: str
    key: str
    def __init__(self, payload: _Optional[str] = ..., key: _Optional[str] = ...) -> None: ...

class PushRecordsRequest(_message.Message):
    __slots__ = ("name", "records")
    NAME_FIELD_NUMBER: _ClassVar[int]
    RECORDS_FIELD_NUMBER: _ClassVar[int]
    name: str
    records: _containers.RepeatedCompositeFieldContainer[PushedRecord]
    def __init__(self, name: _Optional[str] = ..., records: _Optional[_Iterable[_Union[PushedRecord, _Mapping[str, _Any]]]] = ...) -> None: ...

class PushFileRequest(_message.Message):
    __slots__ = ("name", "content", "file_name", "options")
    NAME_FIELD_NUMBER: _ClassVar[int]
    CONTENT_FIELD_NUMBER: _ClassVar[int]
    FILE_NAME_FIELD_NUMBER: _ClassVar[int]
    OPTIONS_FIELD_NUMBER: _ClassVar[int]
    name: str
    content: bytes
    file_name: str
    options: _fetchers_pb2.ParseOptions
    def __init__(self, name: _Optional[str] = ..., content: _Optional[bytes] = ..., file_name: _Optional[str] = ..., options: _Optional[_Union[_fetchers_pb2.ParseOptions, _Mapping[str, _Any]]] = ...) -> None: ...

class PushRecordsResponse(_message.Message):
    __slots__ = ("written", "repeated", "dead_letters")
    WRITTEN_FIELD_NUMBER: _ClassVar[int]
    REPEATED_FIELD_NUMBER: _ClassVar[int]
    DEAD_LETTERS_FIELD_NUMBER: _ClassVar[int]
    written: int
    repeated: int
    dead_letters: int
    def __init__(self, written: _Optional[int] = ..., repeated: _Optional[int] = ..., dead_letters: _Optional[int] = ...) -> None: ...

class ListDeadLettersRequest(_message.Message):
    __slots__ = ("name", "after", "page_size")
    NAME_FIELD_NUMBER: _ClassVar[int]
    AFTER_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    name: str
    after: int
    page_size: int
    def __init__(self, name: _Optional[str] = ..., after: _Optional[int] = ..., page_size: _Optional[int] = ...) -> None: ...

class DeadLetter(_message.Message):
    __slots__ = ("number", "origin", "payload", "reason", "at")
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    ORIGIN_FIELD_NUMBER: _ClassVar[int]
    PAYLOAD_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    AT_FIELD_NUMBER: _ClassVar[int]
    number: int
    origin: str
    payload: str
    reason: str
    at: _timestamp_pb2.Timestamp
    def __init__(self, number: _Optional[int] = ..., origin: _Optional[str] = ..., payload: _Optional[str] = ..., reason: _Optional[str] = ..., at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping[str, _Any]]] = ...) -> None: ...

class ListDeadLettersResponse(_message.Message):
    __slots__ = ("dead_letters", "next_after")
    DEAD_LETTERS_FIELD_NUMBER: _ClassVar[int]
    NEXT_AFTER_FIELD_NUMBER: _ClassVar[int]
    dead_letters: _containers.RepeatedCompositeFieldContainer[DeadLetter]
    next_after: int
    def __init__(self, dead_letters: _Optional[_Iterable[_Union[DeadLetter, _Mapping[str, _Any]]]] = ..., next_after: _Optional[int] = ...) -> None: ...

class ReplayDeadLettersRequest(_message.Message):
    __slots__ = ("name", "origins", "payload")
    NAME_FIELD_NUMBER: _ClassVar[int]
    ORIGINS_FIELD_NUMBER: _ClassVar[int]
    PAYLOAD_FIELD_NUMBER: _ClassVar[int]
    name: str
    origins: _containers.RepeatedScalarFieldContainer[str]
    payload: str
    def __init__(self, name: _Optional[str] = ..., origins: _Optional[_Iterable[str]] = ..., payload: _Optional[str] = ...) -> None: ...

class ReplayDeadLettersResponse(_message.Message):
    __slots__ = ("written", "repeated", "dead_letters")
    WRITTEN_FIELD_NUMBER: _ClassVar[int]
    REPEATED_FIELD_NUMBER: _ClassVar[int]
    DEAD_LETTERS_FIELD_NUMBER: _ClassVar[int]
    written: int
    repeated: int
    dead_letters: int
    def __init__(self, written: _Optional[int] = ..., repeated: _Optional[int] = ..., dead_letters: _Optional[int] = ...) -> None: ...
