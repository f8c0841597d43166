import datetime

from brolly.v1 import table_pb2 as _table_pb2
from google.protobuf import duration_pb2 as _duration_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from ml_tools.datasets_interface.v1 import collections_pb2 as _collections_pb2
from ml_tools.datasets_interface.v1 import columns_pb2 as _columns_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import Any as _Any, ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ColumnType(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    COLUMN_TYPE_UNSPECIFIED: _ClassVar[ColumnType]
    COLUMN_TYPE_TEXT: _ClassVar[ColumnType]
    COLUMN_TYPE_INTEGER: _ClassVar[ColumnType]
    COLUMN_TYPE_NUMBER: _ClassVar[ColumnType]
    COLUMN_TYPE_BOOLEAN: _ClassVar[ColumnType]
    COLUMN_TYPE_DATE: _ClassVar[ColumnType]
    COLUMN_TYPE_TIMESTAMP: _ClassVar[ColumnType]
COLUMN_TYPE_UNSPECIFIED: ColumnType
COLUMN_TYPE_TEXT: ColumnType
COLUMN_TYPE_INTEGER: ColumnType
COLUMN_TYPE_NUMBER: ColumnType
COLUMN_TYPE_BOOLEAN: ColumnType
COLUMN_TYPE_DATE: ColumnType
COLUMN_TYPE_TIMESTAMP: ColumnType

class UnreadableData(_message.Message):
    __slots__ = ("format", "line", "byte")
    FORMAT_FIELD_NUMBER: _ClassVar[int]
    LINE_FIELD_NUMBER: _ClassVar[int]
    BYTE_FIELD_NUMBER: _ClassVar[int]
    format: str
    line: int
    byte: int
    def __init__(self, format: _Optional[str] = ..., line: _Optional[int] = ..., byte: _Optional[int] = ...) -> None: ...

class SampleNotFound(_message.Message):
    __slots__ = ("name", "known")
    NAME_FIELD_NUMBER: _ClassVar[int]
    KNOWN_FIELD_NUMBER: _ClassVar[int]
    name: str
    known: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, name: _Optional[str] = ..., known: _Optional[_Iterable[str]] = ...) -> None: ...

class SourceRefused(_message.Message):
    __slots__ = ("source",)
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    source: str
    def __init__(self, source: _Optional[str] = ...) -> None: ...

class SourceNotFound(_message.Message):
    __slots__ = ("source",)
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    source: str
    def __init__(self, source: _Optional[str] = ...) -> None: ...

class SourceFailed(_message.Message):
    __slots__ = ("source", "status")
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    source: str
    status: int
    def __init__(self, source: _Optional[str] = ..., status: _Optional[int] = ...) -> None: ...

class TermsNotAccepted(_message.Message):
    __slots__ = ("page",)
    PAGE_FIELD_NUMBER: _ClassVar[int]
    page: str
    def __init__(self, page: _Optional[str] = ...) -> None: ...

class StoredFileNotFound(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class TypedColumn(_message.Message):
    __slots__ = ("name", "type")
    NAME_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    name: str
    type: ColumnType
    def __init__(self, name: _Optional[str] = ..., type: _Optional[_Union[ColumnType, str]] = ...) -> None: ...

class ParseOptions(_message.Message):
    __slots__ = ("format", "delimiter", "quote", "decimal", "encoding", "header", "skip_lines", "missing", "types", "kept_rejected_rows", "max_rejected_share", "sheet", "member", "max_pixels")
    FORMAT_FIELD_NUMBER: _ClassVar[int]
    DELIMITER_FIELD_NUMBER: _ClassVar[int]
    QUOTE_FIELD_NUMBER: _ClassVar[int]
    DECIMAL_FIELD_NUMBER: _ClassVar[int]
    ENCODING_FIELD_NUMBER: _ClassVar[int]
    HEADER_FIELD_NUMBER: _ClassVar[int]
    SKIP_LINES_FIELD_NUMBER: _ClassVar[int]
    MISSING_FIELD_NUMBER: _ClassVar[int]
    TYPES_FIELD_NUMBER: _ClassVar[int]
    KEPT_REJECTED_ROWS_FIELD_NUMBER: _ClassVar[int]
    MAX_REJECTED_SHARE_FIELD_NUMBER: _ClassVar[int]
    SHEET_FIELD_NUMBER: _ClassVar[int]
    MEMBER_FIELD_NUMBER: _ClassVar[int]
    MAX_PIXELS_FIELD_NUMBER: _ClassVar[int]
    format: str
    delimiter: str
    quote: str
    decimal: str
    encoding: str
    header: bool
    skip_lines: int
    missing: _containers.RepeatedScalarFieldContainer[str]
    types: _containers.RepeatedCompositeFieldContainer[TypedColumn]
    kept_rejected_rows: int
    max_rejected_share: float
    sheet: str
    member: str
    max_pixels: int
    def __init__(self, format: _Optional[str] = ..., delimiter: _Optional[str] = ..., quote: _Optional[str] = ..., decimal: _Optional[str] = ..., encoding: _Optional[str] = ..., header: _Optional[bool] = ..., skip_lines: _Optional[int] = ..., missing: _Optional[_Iterable[str]] = ..., types: _Optional[_Iterable[_Union[TypedColumn, _Mapping[str, _Any]]]] = ..., kept_rejected_rows: _Optional[int] = ..., max_rejected_share: _Optional[float] = ..., sheet: _Optional[str] = ..., member: _Optional[str] = ..., max_pixels: _Optional[int] = ...) -> None: ...

class ParseBytesItem(_message.Message):
    __slots__ = ("chunk", "file_name", "options")
    CHUNK_FIELD_NUMBER: _ClassVar[int]
    FILE_NAME_FIELD_NUMBER: _ClassVar[int]
    OPTIONS_FIELD_NUMBER: _ClassVar[int]
    chunk: bytes
    file_name: str
    options: ParseOptions
    def __init__(self, chunk: _Optional[bytes] = ..., file_name: _Optional[str] = ..., options: _Optional[_Union[ParseOptions, _Mapping[str, _Any]]] = ...) -> None: ...

class Parsed(_message.Message):
    __slots__ = ("table", "format", "columns", "rejected_count", "rejected_rows", "notes", "types", "raster")
    TABLE_FIELD_NUMBER: _ClassVar[int]
    FORMAT_FIELD_NUMBER: _ClassVar[int]
    COLUMNS_FIELD_NUMBER: _ClassVar[int]
    REJECTED_COUNT_FIELD_NUMBER: _ClassVar[int]
    REJECTED_ROWS_FIELD_NUMBER: _ClassVar[int]
    NOTES_FIELD_NUMBER: _ClassVar[int]
    TYPES_FIELD_NUMBER: _ClassVar[int]
    RASTER_FIELD_NUMBER: _ClassVar[int]
    table: _table_pb2.Table
    format: str
    columns: _containers.RepeatedCompositeFieldContainer[_columns_pb2.Column]
    rejected_count: int
    rejected_rows: _containers.RepeatedCompositeFieldContainer[RejectedRow]
    notes: _containers.RepeatedScalarFieldContainer[str]
    types: _containers.RepeatedScalarFieldContainer[str]
    raster: Raster
    def __init__(self, table: _Optional[_Union[_table_pb2.Table, _Mapping[str, _Any]]] = ..., format: _Optional[str] = ..., columns: _Optional[_Iterable[_Union[_columns_pb2.Column, _Mapping[str, _Any]]]] = ..., rejected_count: _Optional[int] = ..., rejected_rows: _Optional[_Iterable[_Union[RejectedRow, _Mapping[str, _Any]]]] = ..., notes: _Optional[_Iterable[str]] = ..., types: _Optional[_Iterable[str]] = ..., raster: _Optional[_Union[Raster, _Mapping[str, _Any]]] = ...) -> None: ...

class RejectedRow(_message.Message):
    __slots__ = ("line", "reason", "text")
    LINE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    line: int
    reason: str
    text: str
    def __init__(self, line: _Optional[int] = ..., reason: _Optional[str] = ..., text: _Optional[str] = ...) -> None: ...

class Raster(_message.Message):
    __slots__ = ("crs", "width", "height", "band_count", "left", "bottom", "right", "top", "picture")
    CRS_FIELD_NUMBER: _ClassVar[int]
    WIDTH_FIELD_NUMBER: _ClassVar[int]
    HEIGHT_FIELD_NUMBER: _ClassVar[int]
    BAND_COUNT_FIELD_NUMBER: _ClassVar[int]
    LEFT_FIELD_NUMBER: _ClassVar[int]
    BOTTOM_FIELD_NUMBER: _ClassVar[int]
    RIGHT_FIELD_NUMBER: _ClassVar[int]
    TOP_FIELD_NUMBER: _ClassVar[int]
    PICTURE_FIELD_NUMBER: _ClassVar[int]
    crs: str
    width: int
    height: int
    band_count: int
    left: float
    bottom: float
    right: float
    top: float
    picture: bytes
    def __init__(self, crs: _Optional[str] = ..., width: _Optional[int] = ..., height: _Optional[int] = ..., band_count: _Optional[int] = ..., left: _Optional[float] = ..., bottom: _Optional[float] = ..., right: _Optional[float] = ..., top: _Optional[float] = ..., picture: _Optional[bytes] = ...) -> None: ...

class HttpSource(_message.Message):
    __slots__ = ("url",)
    URL_FIELD_NUMBER: _ClassVar[int]
    url: str
    def __init__(self, url: _Optional[str] = ...) -> None: ...

class S3Source(_message.Message):
    __slots__ = ("bucket", "key", "region")
    BUCKET_FIELD_NUMBER: _ClassVar[int]
    KEY_FIELD_NUMBER: _ClassVar[int]
    REGION_FIELD_NUMBER: _ClassVar[int]
    bucket: str
    key: str
    region: str
    def __init__(self, bucket: _Optional[str] = ..., key: _Optional[str] = ..., region: _Optional[str] = ...) -> None: ...

class LocalSource(_message.Message):
    __slots__ = ("path",)
    PATH_FIELD_NUMBER: _ClassVar[int]
    path: str
    def __init__(self, path: _Optional[str] = ...) -> None: ...

class KaggleSource(_message.Message):
    __slots__ = ("name", "file")
    NAME_FIELD_NUMBER: _ClassVar[int]
    FILE_FIELD_NUMBER: _ClassVar[int]
    name: str
    file: str
    def __init__(self, name: _Optional[str] = ..., file: _Optional[str] = ...) -> None: ...

class SqlSource(_message.Message):
    __slots__ = ("database", "query")
    DATABASE_FIELD_NUMBER: _ClassVar[int]
    QUERY_FIELD_NUMBER: _ClassVar[int]
    database: str
    query: str
    def __init__(self, database: _Optional[str] = ..., query: _Optional[str] = ...) -> None: ...

class FetchFileRequest(_message.Message):
    __slots__ = ("http", "s3", "local", "kaggle", "sql", "sha256", "max_bytes", "timeout")
    HTTP_FIELD_NUMBER: _ClassVar[int]
    S3_FIELD_NUMBER: _ClassVar[int]
    LOCAL_FIELD_NUMBER: _ClassVar[int]
    KAGGLE_FIELD_NUMBER: _ClassVar[int]
    SQL_FIELD_NUMBER: _ClassVar[int]
    SHA256_FIELD_NUMBER: _ClassVar[int]
    MAX_BYTES_FIELD_NUMBER: _ClassVar[int]
    TIMEOUT_FIELD_NUMBER: _ClassVar[int]
    http: HttpSource
    s3: S3Source
    local: LocalSource
    kaggle: KaggleSource
    sql: SqlSource
    sha256: str
    max_bytes: int
    timeout: _duration_pb2.Duration
    def __init__(self, http: _Optional[_Union[HttpSource, _Mapping[str, _Any]]] = ..., s3: _Optional[_Union[S3Source, _Mapping[str, _Any]]] = ..., local: _Optional[_Union[LocalSource, _Mapping[str, _Any]]] = ..., kaggle: _Optional[_Union[KaggleSource, _Mapping[str, _Any]]] = ..., sql: _Optional[_Union[SqlSource, _Mapping[str, _Any]]] = ..., sha256: _Optional[str] = ..., max_bytes: _Optional[int] = ..., timeout: _Optional[_Union[datetime.timedelta, _duration_pb2.Duration, _Mapping[str, _Any]]] = ...) -> None: ...

class FetchProgress(_message.Message):
    __slots__ = ("received_bytes", "total_bytes", "file")
    RECEIVED_BYTES_FIELD_NUMBER: _ClassVar[int]
    TOTAL_BYTES_FIELD_NUMBER: _ClassVar[int]
    FILE_FIELD_NUMBER: _ClassVar[int]
    received_bytes: int
    total_bytes: int
    file: StoredFile
    def __init__(self, received_bytes: _Optional[int] = ..., total_bytes: _Optional[int] = ..., file: _Optional[_Union[StoredFile, _Mapping[str, _Any]]] = ...) -> None: ...

class StoredFile(_message.Message):
    __slots__ = ("id", "name", "size_bytes", "source", "stored_at")
    ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    SIZE_BYTES_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    STORED_AT_FIELD_NUMBER: _ClassVar[int]
    id: str
    name: str
    size_bytes: int
    source: str
    stored_at: _timestamp_pb2.Timestamp
    def __init__(self, id: _Optional[str] = ..., name: _Optional[str] = ..., size_bytes: _Optional[int] = ..., source: _Optional[str] = ..., stored_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping[str, _Any]]] = ...) -> None: ...

class StoreFileItem(_message.Message):
    __slots__ = ("chunk", "file_name")
    CHUNK_FIELD_NUMBER: _ClassVar[int]
    FILE_NAME_FIELD_NUMBER: _ClassVar[int]
    chunk: bytes
    file_name: str
    def __init__(self, chunk: _Optional[bytes] = ..., file_name: _Optional[str] = ...) -> None: ...

class ListFilesRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class ListFilesResponse(_message.Message):
    __slots__ = ("files",)
    FILES_FIELD_NUMBER: _ClassVar[int]
    files: _containers.RepeatedCompositeFieldContainer[StoredFile]
    def __init__(self, files: _Optional[_Iterable[_Union[StoredFile, _Mapping[str, _Any]]]] = ...) -> None: ...

class ReadFileRequest(_message.Message):
    __slots__ = ("id", "offset")
    ID_FIELD_NUMBER: _ClassVar[int]
    OFFSET_FIELD_NUMBER: _ClassVar[int]
    id: str
    offset: int
    def __init__(self, id: _Optional[str] = ..., offset: _Optional[int] = ...) -> None: ...

class FileChunk(_message.Message):
    __slots__ = ("chunk",)
    CHUNK_FIELD_NUMBER: _ClassVar[int]
    chunk: bytes
    def __init__(self, chunk: _Optional[bytes] = ...) -> None: ...

class DeleteFileRequest(_message.Message):
    __slots__ = ("id",)
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class DeleteFileResponse(_message.Message):
    __slots__ = ("size_bytes",)
    SIZE_BYTES_FIELD_NUMBER: _ClassVar[int]
    size_bytes: int
    def __init__(self, size_bytes: _Optional[int] = ...) -> None: ...

class ParseFileRequest(_message.Message):
    __slots__ = ("id", "options")
    ID_FIELD_NUMBER: _ClassVar[int]
    OPTIONS_FIELD_NUMBER: _ClassVar[int]
    id: str
    options: ParseOptions
    def __init__(self, id: _Optional[str] = ..., options: _Optional[_Union[ParseOptions, _Mapping[str, _Any]]] = ...) -> None: ...

class ParseFileInPartsRequest(_message.Message):
    __slots__ = ("id", "options", "part_rows")
    ID_FIELD_NUMBER: _ClassVar[int]
    OPTIONS_FIELD_NUMBER: _ClassVar[int]
    PART_ROWS_FIELD_NUMBER: _ClassVar[int]
    id: str
    options: ParseOptions
    part_rows: int
    def __init__(self, id: _Optional[str] = ..., options: _Optional[_Union[ParseOptions, _Mapping[str, _Any]]] = ..., part_rows: _Optional[int] = ...) -> None: ...

class ParsedPart(_message.Message):
    __slots__ = ("table", "rejected_count", "rejected_rows", "notes")
    TABLE_FIELD_NUMBER: _ClassVar[int]
    REJECTED_COUNT_FIELD_NUMBER: _ClassVar[int]
    REJECTED_ROWS_FIELD_NUMBER: _ClassVar[int]
    NOTES_FIELD_NUMBER: _ClassVar[int]
    table: _table_pb2.Table
    rejected_count: int
    rejected_rows: _containers.RepeatedCompositeFieldContainer[RejectedRow]
    notes: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, table: _Optional[_Union[_table_pb2.Table, _Mapping[str, _Any]]] = ..., rejected_count: _Optional[int] = ..., rejected_rows: _Optional[_Iterable[_Union[RejectedRow, _Mapping[str, _Any]]]] = ..., notes: _Optional[_Iterable[str]] = ...) -> None: ...

class ImportFileRequest(_message.Message):
    __slots__ = ("id", "name", "options", "description", "add_version")
    ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    OPTIONS_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    ADD_VERSION_FIELD_NUMBER: _ClassVar[int]
    id: str
    name: str
    options: ParseOptions
    description: str
    add_version: bool
    def __init__(self, id: _Optional[str] = ..., name: _Optional[str] = ..., options: _Optional[_Union[ParseOptions, _Mapping[str, _Any]]] = ..., description: _Optional[str] = ..., add_version: _Optional[bool] = ...) -> None: ...

class ImportFileResponse(_message.Message):
    __slots__ = ("collection", "rejected_count", "rejected_rows", "notes")
    COLLECTION_FIELD_NUMBER: _ClassVar[int]
    REJECTED_COUNT_FIELD_NUMBER: _ClassVar[int]
    REJECTED_ROWS_FIELD_NUMBER: _ClassVar[int]
    NOTES_FIELD_NUMBER: _ClassVar[int]
    collection: _collections_pb2.Collection
    rejected_count: int
    rejected_rows: _containers.RepeatedCompositeFieldContainer[RejectedRow]
    notes: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, collection: _Optional[_Union[_collections_pb2.Collection, _Mapping[str, _Any]]] = ..., rejected_count: _Optional[int] = ..., rejected_rows: _Optional[_Iterable[_Union[RejectedRow, _Mapping[str, _Any]]]] = ..., notes: _Optional[_Iterable[str]] = ...) -> None: ...

class ZillowDataRequest(_message.Message):
    __slots__ = ("year",)
    YEAR_FIELD_NUMBER: _ClassVar[int]
    year: int
    def __init__(self, year: _Optional[int] = ...) -> None: ...

class ZillowDataResponse(_message.Message):
    __slots__ = ("table", "target", "notes")
    TABLE_FIELD_NUMBER: _ClassVar[int]
    TARGET_FIELD_NUMBER: _ClassVar[int]
    NOTES_FIELD_NUMBER: _ClassVar[int]
    table: _table_pb2.Table
    target: str
    notes: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, table: _Optional[_Union[_table_pb2.Table, _Mapping[str, _Any]]] = ..., target: _Optional[str] = ..., notes: _Optional[_Iterable[str]] = ...) -> None: ...

class ListScenesRequest(_message.Message):
    __slots__ = ("path", "row", "sensor", "limit")
    PATH_FIELD_NUMBER: _ClassVar[int]
    ROW_FIELD_NUMBER: _ClassVar[int]
    SENSOR_FIELD_NUMBER: _ClassVar[int]
    LIMIT_FIELD_NUMBER: _ClassVar[int]
    path: int
    row: int
    sensor: str
    limit: int
    def __init__(self, path: _Optional[int] = ..., row: _Optional[int] = ..., sensor: _Optional[str] = ..., limit: _Optional[int] = ...) -> None: ...

class ListScenesResponse(_message.Message):
    __slots__ = ("scenes",)
    SCENES_FIELD_NUMBER: _ClassVar[int]
    scenes: _containers.RepeatedCompositeFieldContainer[Scene]
    def __init__(self, scenes: _Optional[_Iterable[_Union[Scene, _Mapping[str, _Any]]]] = ...) -> None: ...

class Scene(_message.Message):
    __slots__ = ("id", "acquired_on", "tier")
    ID_FIELD_NUMBER: _ClassVar[int]
    ACQUIRED_ON_FIELD_NUMBER: _ClassVar[int]
    TIER_FIELD_NUMBER: _ClassVar[int]
    id: str
    acquired_on: str
    tier: str
    def __init__(self, id: _Optional[str] = ..., acquired_on: _Optional[str] = ..., tier: _Optional[str] = ...) -> None: ...

class LandsatDataRequest(_message.Message):
    __slots__ = ("scene", "bands", "max_pixels")
    SCENE_FIELD_NUMBER: _ClassVar[int]
    BANDS_FIELD_NUMBER: _ClassVar[int]
    MAX_PIXELS_FIELD_NUMBER: _ClassVar[int]
    scene: str
    bands: _containers.RepeatedScalarFieldContainer[int]
    max_pixels: int
    def __init__(self, scene: _Optional[str] = ..., bands: _Optional[_Iterable[int]] = ..., max_pixels: _Optional[int] = ...) -> None: ...

class LandsatDataResponse(_message.Message):
    __slots__ = ("table", "raster", "notes")
    TABLE_FIELD_NUMBER: _ClassVar[int]
    RASTER_FIELD_NUMBER: _ClassVar[int]
    NOTES_FIELD_NUMBER: _ClassVar[int]
    table: _table_pb2.Table
    raster: Raster
    notes: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, table: _Optional[_Union[_table_pb2.Table, _Mapping[str, _Any]]] = ..., raster: _Optional[_Union[Raster, _Mapping[str, _Any]]] = ..., notes: _Optional[_Iterable[str]] = ...) -> None: ...

class LoadSampleRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class Sample(_message.Message):
    __slots__ = ("table", "target", "description")
    TABLE_FIELD_NUMBER: _ClassVar[int]
    TARGET_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    table: _table_pb2.Table
    target: str
    description: str
    def __init__(self, table: _Optional[_Union[_table_pb2.Table, _Mapping[str, _Any]]] = ..., target: _Optional[str] = ..., description: _Optional[str] = ...) -> None: ...

class ListSamplesRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class ListSamplesResponse(_message.Message):
    __slots__ = ("names",)
    NAMES_FIELD_NUMBER: _ClassVar[int]
    names: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, names: _Optional[_Iterable[str]] = ...) -> None: ...
