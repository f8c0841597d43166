# What is committed of uv.lock: versions, file names and hashes, no address of an index. For `sed -E`.
s#registry = "https?://[^"]+"#registry = "index"#
s#url = "https?://[^"]+/([^/"]+)"#path = "\1"#
s#, (upload-time|size) = ("[^"]*"|[0-9]+)##g
/^supported-markers = \[/,/^\]/d
