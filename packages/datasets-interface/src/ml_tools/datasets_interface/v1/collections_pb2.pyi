import datetime

from brolly.v1 import table_pb2 as _table_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from ml_tools.datasets_interface.v1 import columns_pb2 as _columns_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import Any as _Any, ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Operator(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    OPERATOR_UNSPECIFIED: _ClassVar[Operator]
    OPERATOR_EQUAL: _ClassVar[Operator]
    OPERATOR_NOT_EQUAL: _ClassVar[Operator]
    OPERATOR_LESS: _ClassVar[Operator]
    OPERATOR_LESS_OR_EQUAL: _ClassVar[Operator]
    OPERATOR_GREATER: _ClassVar[Operator]
    OPERATOR_GREATER_OR_EQUAL: _ClassVar[Operator]
    OPERATOR_CONTAINS: _ClassVar[Operator]
    OPERATOR_STARTS_WITH: _ClassVar[Operator]
    OPERATOR_MISSING: _ClassVar[Operator]
    OPERATOR_PRESENT: _ClassVar[Operator]
OPERATOR_UNSPECIFIED: Operator
OPERATOR_EQUAL: Operator
OPERATOR_NOT_EQUAL: Operator
OPERATOR_LESS: Operator
OPERATOR_LESS_OR_EQUAL: Operator
OPERATOR_GREATER: Operator
OPERATOR_GREATER_OR_EQUAL: Operator
OPERATOR_CONTAINS: Operator
OPERATOR_STARTS_WITH: Operator
OPERATOR_MISSING: Operator
OPERATOR_PRESENT: Operator

class CollectionNotFound(_message.Message):
    __slots__ = ("name", "version", "near")
    NAME_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    NEAR_FIELD_NUMBER: _ClassVar[int]
    name: str
    version: int
    near: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, name: _Optional[str] = ..., version: _Optional[int] = ..., near: _Optional[_Iterable[str]] = ...) -> None: ...

class TagNotFound(_message.Message):
    __slots__ = ("name", "tag", "known")
    NAME_FIELD_NUMBER: _ClassVar[int]
    TAG_FIELD_NUMBER: _ClassVar[int]
    KNOWN_FIELD_NUMBER: _ClassVar[int]
    name: str
    tag: str
    known: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, name: _Optional[str] = ..., tag: _Optional[str] = ..., known: _Optional[_Iterable[str]] = ...) -> None: ...

class CollectionExists(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class VersionConflict(_message.Message):
    __slots__ = ("name", "expected_version", "newest_version")
    NAME_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_VERSION_FIELD_NUMBER: _ClassVar[int]
    NEWEST_VERSION_FIELD_NUMBER: _ClassVar[int]
    name: str
    expected_version: int
    newest_version: int
    def __init__(self, name: _Optional[str] = ..., expected_version: _Optional[int] = ..., newest_version: _Optional[int] = ...) -> None: ...

class Collection(_message.Message):
    __slots__ = ("name", "version", "created_at", "row_count", "columns", "size_bytes", "sha256", "description", "tags")
    NAME_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    CREATED_AT_FIELD_NUMBER: _ClassVar[int]
    ROW_COUNT_FIELD_NUMBER: _ClassVar[int]
    COLUMNS_FIELD_NUMBER: _ClassVar[int]
    SIZE_BYTES_FIELD_NUMBER: _ClassVar[int]
    SHA256_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    TAGS_FIELD_NUMBER: _ClassVar[int]
    name: str
    version: int
    created_at: _timestamp_pb2.Timestamp
    row_count: int
    columns: _containers.RepeatedCompositeFieldContainer[_columns_pb2.Column]
    size_bytes: int
    sha256: str
    description: str
    tags: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, name: _Optional[str] = ..., version: _Optional[int] = ..., created_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping[str, _Any]]] = ..., row_count: _Optional[int] = ..., columns: _Optional[_Iterable[_Union[_columns_pb2.Column, _Mapping[str, _Any]]]] = ..., size_bytes: _Optional[int] = ..., sha256: _Optional[str] = ..., description: _Optional[str] = ..., tags: _Optional[_Iterable[str]] = ...) -> None: ...

class CreateCollectionRequest(_message.Message):
    __slots__ = ("table", "name", "description")
    TABLE_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    table: _table_pb2.Table
    name: str
    description: str
    def __init__(self, table: _Optional[_Union[_table_pb2.Table, _Mapping[str, _Any]]] = ..., name: _Optional[str] = ..., description: _Optional[str] = ...) -> None: ...

class GetCollectionRequest(_message.Message):
    __slots__ = ("name", "version", "tag")
    NAME_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    TAG_FIELD_NUMBER: _ClassVar[int]
    name: str
    version: int
    tag: str
    def __init__(self, name: _Optional[str] = ..., version: _Optional[int] = ..., tag: _Optional[str] = ...) -> None: ...

class ListCollectionsRequest(_message.Message):
    __slots__ = ("after", "page_size")
    AFTER_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    after: str
    page_size: int
    def __init__(self, after: _Optional[str] = ..., page_size: _Optional[int] = ...) -> None: ...

class ListCollectionsResponse(_message.Message):
    __slots__ = ("collections", "next_after")
    COLLECTIONS_FIELD_NUMBER: _ClassVar[int]
    NEXT_AFTER_FIELD_NUMBER: _ClassVar[int]
    collections: _containers.RepeatedCompositeFieldContainer[Collection]
    next_after: str
    def __init__(self, collections: _Optional[_Iterable[_Union[Collection, _Mapping[str, _Any]]]] = ..., next_after: _Optional[str] = ...) -> None: ...

class Comparison(_message.Message):
    __slots__ = ("column", "operator", "number", "whole", "text", "truth", "time")
    COLUMN_FIELD_NUMBER: _ClassVar[int]
    OPERATOR_FIELD_NUMBER: _ClassVar[int]
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    WHOLE_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    TRUTH_FIELD_NUMBER: _ClassVar[int]
    TIME_FIELD_NUMBER: _ClassVar[int]
    column: str
    operator: Operator
    number: float
    whole: int
    text: str
    truth: bool
    time: _timestamp_pb2.Timestamp
    def __init__(self, column: _Optional[str] = ..., operator: _Optional[_Union[Operator, str]] = ..., number: _Optional[float] = ..., whole: _Optional[int] = ..., text: _Optional[str] = ..., truth: _Optional[bool] = ..., time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping[str, _Any]]] = ...) -> None: ...

class AllOf(_message.Message):
    __slots__ = ("filters",)
    FILTERS_FIELD_NUMBER: _ClassVar[int]
    filters: _containers.RepeatedCompositeFieldContainer[Filter]
    def __init__(self, filters: _Optional[_Iterable[_Union[Filter, _Mapping[str, _Any]]]] = ...) -> None: ...

class AnyOf(_message.Message):
    __slots__ = ("filters",)
    FILTERS_FIELD_NUMBER: _ClassVar[int]
    filters: _containers.RepeatedCompositeFieldContainer[Filter]
    def __init__(self, filters: _Optional[_Iterable[_Union[Filter, _Mapping[str, _Any]]]] = ...) -> None: ...

class Filter(_message.Message):
    __slots__ = ("comparison", "all", "any")
    COMPARISON_FIELD_NUMBER: _ClassVar[int]
    ALL_FIELD_NUMBER: _ClassVar[int]
    ANY_FIELD_NUMBER: _ClassVar[int]
    comparison: Comparison
    all: AllOf
    any: AnyOf
    def __init__(self, comparison: _Optional[_Union[Comparison, _Mapping[str, _Any]]] = ..., all: _Optional[_Union[AllOf, _Mapping[str, _Any]]] = ..., any: _Optional[_Union[AnyOf, _Mapping[str, _Any]]] = ...) -> None: ...

class SortKey(_message.Message):
    __slots__ = ("column", "descending")
    COLUMN_FIELD_NUMBER: _ClassVar[int]
    DESCENDING_FIELD_NUMBER: _ClassVar[int]
    column: str
    descending: bool
    def __init__(self, column: _Optional[str] = ..., descending: _Optional[bool] = ...) -> None: ...

class ReadCollectionRequest(_message.Message):
    __slots__ = ("name", "version", "columns", "limit", "tag", "filter", "sort", "offset", "sample_rows", "sample_fraction", "seed")
    NAME_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    COLUMNS_FIELD_NUMBER: _ClassVar[int]
    LIMIT_FIELD_NUMBER: _ClassVar[int]
    TAG_FIELD_NUMBER: _ClassVar[int]
    FILTER_FIELD_NUMBER: _ClassVar[int]
    SORT_FIELD_NUMBER: _ClassVar[int]
    OFFSET_FIELD_NUMBER: _ClassVar[int]
    SAMPLE_ROWS_FIELD_NUMBER: _ClassVar[int]
    SAMPLE_FRACTION_FIELD_NUMBER: _ClassVar[int]
    SEED_FIELD_NUMBER: _ClassVar[int]
    name: str
    version: int
    columns: _containers.RepeatedScalarFieldContainer[str]
    limit: int
    tag: str
    filter: Filter
    sort: _containers.RepeatedCompositeFieldContainer[SortKey]
    offset: int
    sample_rows: int
    sample_fraction: float
    seed: int
    def __init__(self, name: _Optional[str] = ..., version: _Optional[int] = ..., columns: _Optional[_Iterable[str]] = ..., limit: _Optional[int] = ..., tag: _Optional[str] = ..., filter: _Optional[_Union[Filter, _Mapping[str, _Any]]] = ..., sort: _Optional[_Iterable[_Union[SortKey, _Mapping[str, _Any]]]] = ..., offset: _Optional[int] = ..., sample_rows: _Optional[int] = ..., sample_fraction: _Optional[float] = ..., seed: _Optional[int] = ...) -> None: ...

class ScanCollectionRequest(_message.Message):
    __slots__ = ("name", "version", "columns", "limit", "tag", "filter", "sort", "offset", "sample_rows", "sample_fraction", "seed", "batch_rows")
    NAME_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    COLUMNS_FIELD_NUMBER: _ClassVar[int]
    LIMIT_FIELD_NUMBER: _ClassVar[int]
    TAG_FIELD_NUMBER: _ClassVar[int]
    FILTER_FIELD_NUMBER: _ClassVar[int]
    SORT_FIELD_NUMBER: _ClassVar[int]
    OFFSET_FIELD_NUMBER: _ClassVar[int]
    SAMPLE_ROWS_FIELD_NUMBER: _ClassVar[int]
    SAMPLE_FRACTION_FIELD_NUMBER: _ClassVar[int]
    SEED_FIELD_NUMBER: _ClassVar[int]
    BATCH_ROWS_FIELD_NUMBER: _ClassVar[int]
    name: str
    version: int
    columns: _containers.RepeatedScalarFieldContainer[str]
    limit: int
    tag: str
    filter: Filter
    sort: _containers.RepeatedCompositeFieldContainer[SortKey]
    offset: int
    sample_rows: int
    sample_fraction: float
    seed: int
    batch_rows: int
    def __init__(self, name: _Optional[str] = ..., version: _Optional[int] = ..., columns: _Optional[_Iterable[str]] = ..., limit: _Optional[int] = ..., tag: _Optional[str] = ..., filter: _Optional[_Union[Filter, _Mapping[str, _Any]]] = ..., sort: _Optional[_Iterable[_Union[SortKey, _Mapping[str, _Any]]]] = ..., offset: _Optional[int] = ..., sample_rows: _Optional[int] = ..., sample_fraction: _Optional[float] = ..., seed: _Optional[int] = ..., batch_rows: _Optional[int] = ...) -> None: ...

class QueryCollectionsRequest(_message.Message):
    __slots__ = ("sql", "versions", "max_rows", "batch_rows")
    class VersionsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: int
        def __init__(self, key: _Optional[str] = ..., value: _Optional[int] = ...) -> None: ...
    SQL_FIELD_NUMBER: _ClassVar[int]
    VERSIONS_FIELD_NUMBER: _ClassVar[int]
    MAX_ROWS_FIELD_NUMBER: _ClassVar[int]
    BATCH_ROWS_FIELD_NUMBER: _ClassVar[int]
    sql: str
    versions: _containers.ScalarMap[str, int]
    max_rows: int
    batch_rows: int
    def __init__(self, sql: _Optional[str] = ..., versions: _Optional[_Mapping[str, int]] = ..., max_rows: _Optional[int] = ..., batch_rows: _Optional[int] = ...) -> None: ...

class RowBatch(_message.Message):
    __slots__ = ("table",)
    TABLE_FIELD_NUMBER: _ClassVar[int]
    table: _table_pb2.Table
    def __init__(self, table: _Optional[_Union[_table_pb2.Table, _Mapping[str, _Any]]] = ...) -> None: ...

class ReadCollectionResponse(_message.Message):
    __slots__ = ("table", "version")
    TABLE_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    table: _table_pb2.Table
    version: int
    def __init__(self, table: _Optional[_Union[_table_pb2.Table, _Mapping[str, _Any]]] = ..., version: _Optional[int] = ...) -> None: ...

class UpdateCollectionRequest(_message.Message):
    __slots__ = ("table", "name", "expected_version", "description")
    TABLE_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_VERSION_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    table: _table_pb2.Table
    name: str
    expected_version: int
    description: str
    def __init__(self, table: _Optional[_Union[_table_pb2.Table, _Mapping[str, _Any]]] = ..., name: _Optional[str] = ..., expected_version: _Optional[int] = ..., description: _Optional[str] = ...) -> None: ...

class DeleteCollectionRequest(_message.Message):
    __slots__ = ("name", "permanently")
    NAME_FIELD_NUMBER: _ClassVar[int]
    PERMANENTLY_FIELD_NUMBER: _ClassVar[int]
    name: str
    permanently: bool
    def __init__(self, name: _Optional[str] = ..., permanently: _Optional[bool] = ...) -> None: ...

class DeleteCollectionResponse(_message.Message):
    __slots__ = ("deleted_versions",)
    DELETED_VERSIONS_FIELD_NUMBER: _ClassVar[int]
    deleted_versions: int
    def __init__(self, deleted_versions: _Optional[int] = ...) -> None: ...

class ListDeletedCollectionsRequest(_message.Message):
    __slots__ = ("after", "page_size")
    AFTER_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    after: str
    page_size: int
    def __init__(self, after: _Optional[str] = ..., page_size: _Optional[int] = ...) -> None: ...

class ListDeletedCollectionsResponse(_message.Message):
    __slots__ = ("collections", "next_after")
    COLLECTIONS_FIELD_NUMBER: _ClassVar[int]
    NEXT_AFTER_FIELD_NUMBER: _ClassVar[int]
    collections: _containers.RepeatedCompositeFieldContainer[DeletedCollection]
    next_after: str
    def __init__(self, collections: _Optional[_Iterable[_Union[DeletedCollection, _Mapping[str, _Any]]]] = ..., next_after: _Optional[str] = ...) -> None: ...

class DeletedCollection(_message.Message):
    __slots__ = ("name", "version_count", "deleted_at", "purged_at")
    NAME_FIELD_NUMBER: _ClassVar[int]
    VERSION_COUNT_FIELD_NUMBER: _ClassVar[int]
    DELETED_AT_FIELD_NUMBER: _ClassVar[int]
    PURGED_AT_FIELD_NUMBER: _ClassVar[int]
    name: str
    version_count: int
    deleted_at: _timestamp_pb2.Timestamp
    purged_at: _timestamp_pb2.Timestamp
    def __init__(self, name: _Optional[str] = ..., version_count: _Optional[int] = ..., deleted_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping[str, _Any]]] = ..., purged_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping[str, _Any]]] = ...) -> None: ...

class RestoreCollectionRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class RenameCollectionRequest(_message.Message):
    __slots__ = ("name", "new_name")
    NAME_FIELD_NUMBER: _ClassVar[int]
    NEW_NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    new_name: str
    def __init__(self, name: _Optional[str] = ..., new_name: _Optional[str] = ...) -> None: ...

class TagCollectionRequest(_message.Message):
    __slots__ = ("name", "tag", "version")
    NAME_FIELD_NUMBER: _ClassVar[int]
    TAG_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    name: str
    tag: str
    version: int
    def __init__(self, name: _Optional[str] = ..., tag: _Optional[str] = ..., version: _Optional[int] = ...) -> None: ...

class UntagCollectionRequest(_message.Message):
    __slots__ = ("name", "tag")
    NAME_FIELD_NUMBER: _ClassVar[int]
    TAG_FIELD_NUMBER: _ClassVar[int]
    name: str
    tag: str
    def __init__(self, name: _Optional[str] = ..., tag: _Optional[str] = ...) -> None: ...

class CollectGarbageRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class CollectGarbageResponse(_message.Message):
    __slots__ = ("purged_collections", "removed_contents", "freed_bytes")
    PURGED_COLLECTIONS_FIELD_NUMBER: _ClassVar[int]
    REMOVED_CONTENTS_FIELD_NUMBER: _ClassVar[int]
    FREED_BYTES_FIELD_NUMBER: _ClassVar[int]
    purged_collections: int
    removed_contents: int
    freed_bytes: int
    def __init__(self, purged_collections: _Optional[int] = ..., removed_contents: _Optional[int] = ..., freed_bytes: _Optional[int] = ...) -> None: ...
